//! Orders of one business date, searchable by number or name, and the history of each.

use crate::{
    admin::{
        board::island::status_word,
        orders::{customer::OrderCustomer, timeline::order_timeline},
        page::PageHeader,
        printers::print_again::PrintAgain,
        words::{page_words, staff_words},
    },
    client::menu::search::matches_query,
    shared::{
        ssr::{
            LineNames, RequestContext, gateway_code, line_names, request_context, set_status, time,
        },
        ui::{Lang, OrderAction, PageProblem, format_money},
    },
};
use gateway::{DayOrders, GatewayError};
use jiff::civil::Date;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use menu_api::{Menu, hours};
use order_api::Order;

/// Longest search text, in characters; the rest is cut off.
const MOST_LETTERS: usize = 40;

/// `/admin/orders?date=&q=`
#[component]
pub fn OrdersPage() -> impl IntoView {
    let context = request_context();
    let words = &page_words().orders;
    let asked = use_query_map().get_untracked();
    let wish: String =
        asked.get("q").unwrap_or_default().trim().chars().take(MOST_LETTERS).collect();
    let date = asked
        .get("date")
        .and_then(|date| date.parse().ok())
        .unwrap_or_else(|| current_business_date(&context));
    let shown_wish = wish.clone();
    let list = Suspend::new(async move {
        match context.gateway.fetch_day_orders(date).await {
            Ok(day) => render_found_orders(&context, day, &wish).into_any(),
            Err(error) => render_read_failure(&context, &error).into_any(),
        }
    });
    view! {
        <PageHeader title=page_words().common.find_orders/>
        <main class="finding">
            <form method="get" action="/admin/orders" role="search">
                <label class="field"><span>{words.business_date}</span><input type="date" name="date" value=date.to_string() required/></label>
                <label class="field"><span>{words.number_or_name}</span><input type="search" name="q" value=shown_wish maxlength=MOST_LETTERS/></label>
                <button type="submit" class="primary">{words.find}</button>
            </form>
            <Suspense>{list}</Suspense>
        </main>
    }
}

/// `/admin/orders/{id}`
#[component]
pub fn OrderPage() -> impl IntoView {
    let context = request_context();
    let id = use_params_map().get_untracked().get("id").and_then(|id| id.parse().ok());
    let story = Suspend::new(async move {
        let history = match id {
            Some(id) => context.gateway.fetch_order_history(id).await,
            None => Ok(None),
        };
        let zone = time::store_zone(&context.gateway);
        let known = context.gateway.known_menu();
        let menu = known.as_ref().map(|known| known.menu.as_ref());
        match history {
            Ok(Some(events)) => events.last().map(|last| {
                let story = order_timeline(&events, &zone, menu, context.lang).into_iter().map(|told| view! {
                    <li><time>{told.at}</time><span>{told.who}</span><strong>{told.what}</strong></li>
                });
                view! { <OrderHeader order=last.order.clone()/><OrderCustomer order=last.order.clone()/><PrintAgain order=last.order.id/><ol class="story">{story.collect_view()}</ol> }
            }).into_any(),
            Ok(None) => {
                set_status(404);
                view! { <p class="problem" role="alert">{PageProblem::NotFound.text_in(context.lang)}</p> }.into_any()
            }
            Err(error) => render_read_failure(&context, &error).into_any(),
        }
    });
    view! {
        <PageHeader title=page_words().orders.title to_orders=true/>
        <main class="finding"><Suspense>{story}</Suspense></main>
    }
}

/// The current business date.
pub fn current_business_date(context: &RequestContext) -> Date {
    let known = context.gateway.known_menu();
    let today = known.and_then(|known| hours::business_date(&known.menu.store, context.now).ok());
    today.unwrap_or_else(|| context.now.to_zoned(jiff::tz::TimeZone::UTC).date())
}

/// Matches the whole number, or a part of the name with the same search as the menu.
fn matches_search(order: &Order, wish: &str) -> bool {
    order.number.to_string() == wish || matches_query(wish, &order.customer.name)
}

fn render_found_orders(
    context: &RequestContext,
    day: DayOrders,
    wish: &str,
) -> impl IntoView + use<> {
    let DayOrders { mut orders, is_whole, .. } = day;
    orders.retain(|order| matches_search(order, wish));
    let (zone, known, lang) =
        (time::store_zone(&context.gateway), context.gateway.known_menu(), context.lang);
    let menu = known.as_ref().map(|known| known.menu.as_ref());
    let words = &staff_words(lang).orders;
    let count = orders.len();
    let row = |order: &Order| {
        view! {
            <li>
                <a href=format!("/admin/orders/{}", order.id)>
                    <strong class="number">{order.number}</strong>
                    <span class="who">{order.customer.name.clone()}</span>
                    <span class="what">{order_summary(order, menu, lang)}</span>
                    <time>{time::clock_time(order.placed_at, &zone, lang)}</time>
                    <span class="stands">{status_word(order.status, lang)}</span>
                    <span class="sum">{format_money(order.total, &order.currency, lang)}</span>
                </a>
            </li>
        }
    };
    view! {
        <p role="status">{(words.found)(count)}</p>
        {(!is_whole).then(|| view! { <p class="stale">{words.only_newest}</p> })}
        <ul class="found">{orders.iter().map(row).collect_view()}</ul>
    }
}

fn order_summary(order: &Order, menu: Option<&Menu>, lang: Lang) -> String {
    let line = |line: &order_api::OrderLine| {
        format!("{} {}", line_names(line, menu, lang).name, line.quantity)
    };
    order.lines.iter().map(line).collect::<Vec<_>>().join(" · ")
}

#[component]
fn OrderHeader(order: Order) -> impl IntoView {
    let context = request_context();
    let zone = time::store_zone(&context.gateway);
    let lang = context.lang;
    let words = &staff_words(lang).orders;
    let promised = (words.promised)(&time::clock_time(order.promised_at, &zone, lang));
    let known = context.gateway.known_menu();
    let menu = known.as_ref().map(|known| known.menu.as_ref());
    let line = |line: &order_api::OrderLine| {
        let LineNames { name, name_lang, options, options_lang } = line_names(line, menu, lang);
        view! {
            <li><strong>{line.quantity}"×"</strong>" "<span lang=name_lang>{name}</span>" "<small lang=options_lang>{options}</small></li>
        }
    };
    view! {
        <section class="order-head">
            <h2>{order.number}" "<small>{order.customer.name.clone()}</small></h2>
            <p>{status_word(order.status, lang)}" · "{format_money(order.total, &order.currency, lang)}" · "{promised}</p>
            <ul>{order.lines.iter().map(line).collect_view()}</ul>
            <p><a class="quiet" href=format!("/admin/orders/{}/slip", order.id)>{words.print_slip}</a></p>
            {(!order.note.is_empty()).then(|| view! { <p class="note">{order.note.clone()}</p> })}
        </section>
    }
}

/// Answers 503 with the reason why the service could not be read.
pub fn render_read_failure(
    context: &RequestContext,
    error: &GatewayError,
) -> impl IntoView + use<> {
    set_status(503);
    let problem = match PageProblem::from_code(gateway_code(error), OrderAction::Step) {
        // A read changes nothing, so its outcome cannot be unknown.
        PageProblem::Unknown(act) => PageProblem::Unavailable(act),
        other => other,
    };
    view! { <p class="problem" role="alert" lang=context.lang.tag()>{problem.text_in(context.lang)}</p> }
}
