//! Order slip for the bar, 80 mm wide, printed by the browser.

use super::page::Head;
use crate::{
    ssr::{PageScript, chosen_options, context, reading_code, set_status, time},
    ui::{Act, Lang, Problem, money},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use menu_api::Store;
use order_api::{Dining, Order};

/// `/admin/orders/{id}/slip`
#[component]
pub fn SlipPage() -> impl IntoView {
    let context = context();
    let id = use_params_map().get_untracked().get("id").and_then(|id| id.parse().ok());
    let slip = Suspend::new(async move {
        let order = match id {
            Some(id) => context.gateway.order(id).await,
            None => Ok(None),
        };
        match order {
            Ok(Some(order)) => {
                let known = context.gateway.menu();
                let store = known.as_ref().map(|known| &known.menu.store);
                paper(&order, store, &time::store_zone(&context.gateway)).into_any()
            }
            Ok(None) => refused(404, Problem::NotFound).into_any(),
            Err(error) => refused(503, Problem::of(reading_code(&error), Act::Step)).into_any(),
        }
    });
    view! {
        <Head title="주문지" to_orders=true/>
        <main class="slip-page">
            <button type="button" class="primary" data-print>"인쇄"</button>
            <Suspense>{slip}</Suspense>
            <PageScript name="print.js"/>
        </main>
    }
}

fn refused(status: u16, problem: Problem) -> impl IntoView {
    set_status(status);
    view! { <p class="problem" role="alert">{problem.text(Lang::Ko)}</p> }
}

fn paper(order: &Order, store: Option<&Store>, zone: &str) -> impl IntoView + use<> {
    let place = store.into_iter().flat_map(|store| [store.address.of(Lang::Ko.tag()), &store.phone]);
    let place = place.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    let clock = |at| time::clock_time(at, zone, Lang::Ko);
    let line = |line: &order_api::Line| {
        let options = chosen_options(line);
        view! {
            <li>
                <strong>{line.quantity}"×"</strong>
                <span>{line.name.clone()}{(!options.is_empty()).then(|| view! { <small>{options}</small> })}</span>
            </li>
        }
    };
    let dining = if order.dining == Dining::Here { "매장" } else { "포장" };
    let cup = order.cup.map(|cup| (Lang::Ko.words().checkout.cup)(cup));
    view! {
        <article class="paper">
            {(!place.is_empty()).then(|| view! { <p class="place">{place}</p> })}
            <p class="number">{order.number}</p>
            <p class="how">{dining}{cup.map(|cup| format!(" · {cup}"))}</p>
            {(!order.customer.name.is_empty()).then(|| view! { <p class="who">{order.customer.name.clone()}</p> })}
            <p>{clock(order.placed_at)}" 주문 · "{clock(order.promised_at)}" 약속"</p>
            {order.pickup_at.map(|at| view! { <p class="how">"예약 "{clock(at)}</p> })}
            <ul>{order.lines.iter().map(line).collect_view()}</ul>
            {(!order.note.is_empty()).then(|| view! { <p class="wish">{order.note.clone()}</p> })}
            <p class="sum">{money(order.total, &order.currency, Lang::Ko)}</p>
        </article>
    }
}
