//! Print jobs of an order, and the buttons to print it again.

use crate::{
    admin::{
        printers::jobs::{PrintForm, render_job_row},
        words::page_words,
    },
    shared::ssr::{query_value, request_context, time},
};
use gateway::PrintJobQuery;
use leptos::prelude::*;
use order_api::OrderId;

/// Most jobs shown; an order has few.
const MOST: u32 = 50;

/// Renders nothing without printers, and nothing when the printers or jobs cannot be read: the page
/// is about the order.
#[component]
pub fn PrintAgain(order: OrderId) -> impl IntoView {
    let context = request_context();
    let words = &page_words().printers;
    let section = Suspend::new(async move {
        let query_jobs = PrintJobQuery { order: Some(order), undecided: false, limit: MOST };
        let asked = futures::future::try_join(
            context.gateway.list_printers(),
            context.gateway.list_print_jobs(&query_jobs),
        );
        let Ok((printers, jobs)) = asked.await else { return ().into_any() };
        if printers.is_empty() && jobs.jobs.is_empty() {
            return ().into_any();
        }
        let zone = time::store_zone(&context.gateway);
        let buttons = printers.iter().filter(|printer| printer.settings.enabled).map(|printer| {
            let name = &printer.settings.name;
            view! {
                <div class="again">
                    <span>{name.clone()}</span>
                    <PrintForm printer=printer.id label=words.again about=name.clone() order=order.to_string()/>
                </div>
            }
        });
        view! {
            <section class="printing" aria-label=words.of_order>
                {query_value("sent").map(|_| view! { <p class="done" role="status">{words.sent}</p> })}
                <div class="agains">{buttons.collect_view()}</div>
                <ul class="jobs">{jobs.jobs.iter().map(|job| render_job_row(job, &zone)).collect_view()}</ul>
            </section>
        }
        .into_any()
    });
    view! { <Suspense>{section}</Suspense> }
}
