//! Order slip for the bar, 80 mm wide, printed by the browser.

use super::{
    page::Head,
    words::{page_words, staff_words},
};
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
                paper(&order, store, &time::store_zone(&context.gateway), context.lang).into_any()
            }
            Ok(None) => refused(404, Problem::NotFound, context.lang).into_any(),
            Err(error) => refused(503, Problem::of(reading_code(&error), Act::Step), context.lang).into_any(),
        }
    });
    let words = &page_words().orders;
    view! {
        <Head title=words.slip to_orders=true/>
        <main class="slip-page">
            <button type="button" class="primary" data-print>{words.print}</button>
            <Suspense>{slip}</Suspense>
            <PageScript name="print.js"/>
        </main>
    }
}

fn refused(status: u16, problem: Problem, lang: Lang) -> impl IntoView {
    set_status(status);
    view! { <p class="problem" role="alert">{problem.text(lang)}</p> }
}

fn paper(order: &Order, store: Option<&Store>, zone: &str, lang: Lang) -> impl IntoView + use<> {
    let place = store.into_iter().flat_map(|store| [store.address.of(lang.tag()), &store.phone]);
    let place = place.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    let clock = |at| time::clock_time(at, zone, lang);
    let line = |line: &order_api::Line| {
        let options = chosen_options(line);
        view! {
            <li>
                <strong>{line.quantity}"×"</strong>
                <span>{line.name.clone()}{(!options.is_empty()).then(|| view! { <small>{options}</small> })}</span>
            </li>
        }
    };
    let (words, shared) = (&staff_words(lang).orders, lang.words());
    let dining = if order.dining == Dining::Here { shared.common.here } else { shared.common.takeout };
    let cup = order.cup.map(shared.checkout.cup);
    view! {
        <article class="paper">
            {(!place.is_empty()).then(|| view! { <p class="place">{place}</p> })}
            <p class="number">{order.number}</p>
            <p class="how">{dining}{cup.map(|cup| format!(" · {cup}"))}</p>
            {(!order.customer.name.is_empty()).then(|| view! { <p class="who">{order.customer.name.clone()}</p> })}
            <p>{(words.slip_times)(&clock(order.placed_at), &clock(order.promised_at))}</p>
            {order.pickup_at.map(|at| view! { <p class="how">{(words.pickup_at)(&clock(at))}</p> })}
            <ul>{order.lines.iter().map(line).collect_view()}</ul>
            {(!order.note.is_empty()).then(|| view! { <p class="wish">{order.note.clone()}</p> })}
            <p class="sum">{money(order.total, &order.currency, lang)}</p>
        </article>
    }
}
