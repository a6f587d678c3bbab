//! Notice after a reorder: lines of the earlier order that could not be put into the cart, and
//! lines whose price has changed. The cart shows its own faults at each line.

use crate::{
    client::orders::reorder::{self, Difference},
    shared::{
        ssr::{context, cookies, line_names, own_order, query},
        ui::{Act, Lang, Money, Problem},
    },
};
use leptos::prelude::*;
use menu_api::Menu;
use order_api::{Line, Order};

/// For the cart's page; empty unless the address has `?again`.
#[component]
pub fn AgainNotice() -> impl IntoView {
    query("again").and_then(|id| id.parse().ok()).map(|id| {
        let notice = Suspend::new(async move {
            match own_order(id).await {
                Ok(Some(own)) => differences(&own.order).into_any(),
                Ok(None) => ().into_any(),
                Err(_) => {
                    let words = context().lang.words().orders.again_unknown;
                    view! { <p class="notice" role="status">{words}</p> }.into_any()
                }
            }
        });
        view! { <Suspense>{notice}</Suspense> }
    })
}

fn differences(order: &Order) -> impl IntoView + use<> {
    let (context, cart) = (context(), cookies::cart());
    let lang = context.lang;
    let words = &lang.words().orders;
    context.gateway.menu().map(|known| {
        let money = Money::of(&order.currency, lang);
        let said = |line: &Line| {
            let difference = reorder::difference(line, &known.menu, &cart, context.now)?;
            Some(said(line, &difference, &known.menu, &money, lang))
        };
        let lines: Vec<_> = order.lines.iter().filter_map(said).collect();
        let (kind, summary) =
            if lines.is_empty() { ("done", words.again_done) } else { ("notice", words.again_differs) };
        let lines = (!lines.is_empty()).then(|| view! { <ul class="differences">{lines}</ul> });
        view! { <div class=kind role="status" data-again=kind><p>{summary}</p>{lines}</div> }
    })
}

fn said(
    line: &Line,
    difference: &Difference,
    menu: &Menu,
    money: &Money,
    lang: Lang,
) -> impl IntoView + use<> {
    let (names, words) = (line_names(line, Some(menu), lang), &lang.words().orders);
    let (kind, what) = match difference {
        Difference::Missing(menu_api::pricing::LineFault::UnknownItem) => {
            ("gone", words.again_gone.to_owned())
        }
        Difference::Missing(_) => ("missing", words.again_no_room.to_owned()),
        Difference::Fault(fault) => ("fault", Problem::of(fault.code(), Act::Place).text(lang).to_owned()),
        Difference::Price { then, now } => {
            ("price", (words.again_price)(&money.text(*then), &money.text(*now)))
        }
    };
    view! { <li data-difference=kind><strong lang=names.name_lang>{names.name}</strong>": "{what}</li> }
}
