//! Notice after a reorder: lines of the earlier order that could not be put into the cart, and
//! lines whose price has changed. The cart shows its own faults at each line.

use crate::{
    client::orders::reorder::{self, ReorderDifference},
    shared::{
        ssr::{cookies, find_own_order, line_names, query_value, request_context},
        ui::{Lang, MoneyFormat, OrderAction, PageProblem},
    },
};
use leptos::prelude::*;
use menu_api::Menu;
use order_api::{Order, OrderLine};

/// For the cart's page; empty unless the address has `?again`.
#[component]
pub fn ReorderNotice() -> impl IntoView {
    query_value("again").and_then(|id| id.parse().ok()).map(|id| {
        let notice = Suspend::new(async move {
            match find_own_order(id).await {
                Ok(Some(own)) => render_differences(&own.order).into_any(),
                Ok(None) => ().into_any(),
                Err(_) => {
                    let words = request_context().lang.words().orders.again_unknown;
                    view! { <p class="notice" role="status">{words}</p> }.into_any()
                }
            }
        });
        view! { <Suspense>{notice}</Suspense> }
    })
}

fn render_differences(order: &Order) -> impl IntoView + use<> {
    let context = request_context();
    let cart = cookies::read_cart();
    let lang = context.lang;
    let words = &lang.words().orders;
    context.gateway.known_menu().map(|known| {
        let money = MoneyFormat::for_currency(&order.currency, lang);
        let said = |line: &OrderLine| {
            let difference = reorder::find_difference(line, &known.menu, &cart, context.now)?;
            Some(render_difference(line, &difference, &known.menu, &money, lang))
        };
        let lines: Vec<_> = order.lines.iter().filter_map(said).collect();
        let (kind, summary) = if lines.is_empty() {
            ("done", words.again_done)
        } else {
            ("notice", words.again_differs)
        };
        let lines = (!lines.is_empty()).then(|| view! { <ul class="differences">{lines}</ul> });
        view! { <div class=kind role="status" data-again=kind><p>{summary}</p>{lines}</div> }
    })
}

fn render_difference(
    line: &OrderLine,
    difference: &ReorderDifference,
    menu: &Menu,
    money: &MoneyFormat,
    lang: Lang,
) -> impl IntoView + use<> {
    let names = line_names(line, Some(menu), lang);
    let words = &lang.words().orders;
    let (kind, what) = match difference {
        ReorderDifference::Missing(menu_api::pricing::LineFault::UnknownItem) => {
            ("gone", words.again_gone.to_owned())
        }
        ReorderDifference::Missing(_) => ("missing", words.again_no_room.to_owned()),
        ReorderDifference::Fault(fault) => (
            "fault",
            PageProblem::from_code(fault.error_code(), OrderAction::Place).text_in(lang).to_owned(),
        ),
        ReorderDifference::Price { then, now } => {
            ("price", (words.again_price)(&money.format_amount(*then), &money.format_amount(*now)))
        }
    };
    view! { <li data-difference=kind><strong lang=names.name_lang>{names.name}</strong>": "{what}</li> }
}
