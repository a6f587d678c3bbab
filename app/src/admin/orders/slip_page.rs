//! Order slip for the bar, 80 mm wide, printed by the browser.

use crate::{
    admin::{
        page::PageHeader,
        words::{page_words, staff_words},
    },
    shared::{
        ssr::{LineNames, PageScript, line_names, reading_code, request_context, set_status, time},
        ui::{Lang, OrderAction, PageProblem, format_money},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use menu_api::Menu;
use order_api::{DiningMode, Order};

/// `/admin/orders/{id}/slip`
#[component]
pub fn SlipPage() -> impl IntoView {
    let context = request_context();
    let id = use_params_map().get_untracked().get("id").and_then(|id| id.parse().ok());
    let slip = Suspend::new(async move {
        let order = match id {
            Some(id) => context.gateway.fetch_order(id).await,
            None => Ok(None),
        };
        match order {
            Ok(Some(order)) => {
                let known = context.gateway.known_menu();
                let menu = known.as_ref().map(|known| known.menu.as_ref());
                render_slip(&order, menu, &time::store_zone(&context.gateway), context.lang)
                    .into_any()
            }
            Ok(None) => render_problem(404, PageProblem::NotFound, context.lang).into_any(),
            Err(error) => render_problem(
                503,
                PageProblem::from_code(reading_code(&error), OrderAction::Step),
                context.lang,
            )
            .into_any(),
        }
    });
    let words = &page_words().orders;
    view! {
        <PageHeader title=words.slip to_orders=true/>
        <main class="slip-page">
            <button type="button" class="primary" data-print>{page_words().common.print}</button>
            <Suspense>{slip}</Suspense>
            <PageScript name="print.js"/>
        </main>
    }
}

fn render_problem(status: u16, problem: PageProblem, lang: Lang) -> impl IntoView {
    set_status(status);
    view! { <p class="problem" role="alert">{problem.text_in(lang)}</p> }
}

fn render_slip(
    order: &Order,
    menu: Option<&Menu>,
    zone: &str,
    lang: Lang,
) -> impl IntoView + use<> {
    let place = menu
        .into_iter()
        .flat_map(|menu| [menu.store.address.in_language(lang.tag()), &menu.store.phone]);
    let place = place.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    let clock = |at| time::clock_time(at, zone, lang);
    let line = |line: &order_api::OrderLine| {
        let LineNames { name, name_lang, options, options_lang } = line_names(line, menu, lang);
        view! {
            <li>
                <strong>{line.quantity}"×"</strong>
                <span>
                    <span lang=name_lang>{name}</span>
                    {(!options.is_empty()).then(|| view! { <small lang=options_lang>{options}</small> })}
                </span>
            </li>
        }
    };
    let words = staff_words(lang);
    let shared = &lang.words().common;
    let dining = if order.dining == DiningMode::Here { shared.here } else { shared.takeout };
    let cup = order.cup.map(words.panels.cup);
    view! {
        <article class="paper">
            {(!place.is_empty()).then(|| view! { <p class="place">{place}</p> })}
            <p class="number">{order.number}</p>
            <p class="how">{dining}{cup.map(|cup| format!(" · {cup}"))}</p>
            {(!order.customer.name.is_empty()).then(|| view! { <p class="who">{order.customer.name.clone()}</p> })}
            <p>{(words.orders.slip_times)(&clock(order.placed_at), &clock(order.promised_at))}</p>
            {order.pickup_at.map(|at| view! { <p class="how">{(words.orders.pickup_at)(&clock(at))}</p> })}
            <ul>{order.lines.iter().map(line).collect_view()}</ul>
            {(!order.note.is_empty()).then(|| view! { <p class="wish">{order.note.clone()}</p> })}
            <p class="sum">{format_money(order.total, &order.currency, lang)}</p>
        </article>
    }
}
