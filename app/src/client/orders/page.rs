//! Orders placed from this phone: the open ones first and live, then the past ones, newest first,
//! each with a button to reorder it.

use crate::{
    client::{
        orders::open_orders::{OpenOrder, OpenOrderRow},
        parts::{
            ConditionNotice, ProblemNotice, TopBar, UnavailableContent, live_feed::LiveFeed,
            recovery_reload::RecoveryReload,
        },
    },
    shared::{
        ssr::{
            PageScript, PeriodicRefresh, RequestContext, query_value, request_context,
            request_lang, request_words, time,
        },
        ui::{OrderAction, PageNotice, PageProblem, RoundedAge, format_money},
    },
};
use gateway::OrderPageQuery;
use leptos::prelude::*;
use menu_api::Menu;
use order_api::{Order, OrderPage};
use std::{cmp::Reverse, sync::Arc};

const PAGE: u32 = 20;

/// `/client/orders`
#[component]
pub fn OrdersPage() -> impl IntoView {
    let context = request_context();
    let list = Suspend::new(async move {
        let asked = OrderPageQuery {
            session: Some(context.session.clone()),
            cursor: query_value("cursor"),
            limit: Some(PAGE),
            ..OrderPageQuery::default()
        };
        match context.gateway.list_orders(&asked).await {
            Ok(page) => {
                let page = render_order_sections(&context, page, query_value("cursor").is_none());
                view! { <main class="orders"><ProblemNotice act=OrderAction::Cancel/>{page}</main> }
                    .into_any()
            }
            Err(_) => render_remembered_orders(&context).into_any(),
        }
    });
    view! {
        <TopBar title=request_words().orders.title back="/client"/>
        <Suspense>{list}</Suspense>
    }
}

/// Fallback while the order service cannot be reached: this customer's orders from the live feed.
fn render_remembered_orders(context: &RequestContext) -> impl IntoView + use<> {
    let own = context.live.orders_of(&context.session);
    let feed = context.live.feed_status();
    let mut orders: Vec<Order> = own.into_iter().map(Arc::unwrap_or_clone).collect();
    orders.sort_by_key(|order| Reverse(order.placed_at));
    if orders.is_empty() {
        return view! { <UnavailableContent words=PageProblem::OrdersUnavailable.text_in(context.lang) name="orders-unavailable"/> }
            .into_any();
    }
    let age =
        if feed.is_connected() { Some(RoundedAge::Moments) } else { feed.age_at(context.now) };
    let words = PageNotice::OrdersRemembered(age).text_in(context.lang);
    view! {
        <main class="orders">
            <PeriodicRefresh every_s=10/>
            <RecoveryReload condition="orders-remembered".to_owned() every_s=5/>
            <ProblemNotice act=OrderAction::Cancel/>
            <ConditionNotice words=Some(words) name="orders-remembered"/>
            {render_order_list(&OrderPage { orders, next_cursor: None })}
        </main>
    }
    .into_any()
}

/// Splits open orders from past ones. The first page of the list has all open orders that the live
/// feed knows, and its own; later pages have none that the feed knows.
fn render_order_sections(
    context: &RequestContext,
    page: OrderPage,
    is_first: bool,
) -> impl IntoView + use<> {
    let lang = context.lang;
    let words = &context.lang.words().orders;
    let zone = time::store_zone(&context.gateway);
    let known = context.gateway.known_menu();
    let menu = known.as_ref().map(|known| known.menu.as_ref());
    let mut open =
        OpenOrder::list_for_session(context.live.as_ref(), &context.session, menu, &zone, lang);
    open.retain(|order| order.status.is_open());
    let mut orders = page.orders;
    let next_cursor = page.next_cursor;
    if is_first {
        let is_told = |order: &Order, open: &[OpenOrder]| {
            open.iter().any(|known| known.id == order.id.to_string())
        };
        let untold = orders.iter().filter(|order| order.status.is_open() && !is_told(order, &open));
        let untold: Vec<_> =
            untold.map(|order| OpenOrder::from_order(order, menu, &zone, lang)).collect();
        open.extend(untold);
    }
    orders.retain(|order| !open.iter().any(|known| known.id == order.id.to_string()));
    if is_first && open.is_empty() && orders.is_empty() {
        return render_order_list(&OrderPage { orders, next_cursor }).into_any();
    }
    let has_past = !orders.is_empty();
    let offline = PageNotice::OrderOffline.text_in(lang);
    let none_open = open.is_empty();
    let row = |order: OpenOrder| view! { <OpenOrderRow order=Some(order)/> };
    view! {
        {is_first.then(|| view! {
            <PeriodicRefresh every_s=10 says=PageNotice::PageAsleep/>
            <section class="under-way" aria-label=words.open hidden=none_open>
                <h2>{words.open}</h2>
                <p class="notice" role="status" data-condition="order-stale" data-offline=offline hidden></p>
                <ul class="lines past" aria-live="polite">{open.into_iter().map(row).collect_view()}</ul>
                <template><OpenOrderRow order=None/></template>
            </section>
            <LiveFeed feed="orders".to_owned()/>
            <PageScript name="following.js"/>
        })}
        {has_past.then(|| view! {
            <section class="past-orders" aria-label=words.past>
                <h2>{words.past}</h2>
                {render_order_list(&OrderPage { orders, next_cursor })}
            </section>
        })}
    }
    .into_any()
}

fn render_order_list(page: &OrderPage) -> impl IntoView + use<> {
    let context = request_context();
    let words = request_words();
    let zone = time::store_zone(&context.gateway);
    let menu = context.gateway.known_menu().map(|known| known.menu);
    if page.orders.is_empty() {
        return view! {
            <div class="empty">
                <p>{words.orders.none}</p>
                <a class="primary" href="/client">{words.common.see_menu}</a>
            </div>
        }
        .into_any();
    }
    let older = page.next_cursor.as_ref().map(|cursor| format!("/client/orders?cursor={cursor}"));
    view! {
        <ul class="lines past">{page.orders.iter().map(|order| render_order_row(order, &zone, menu.as_deref())).collect_view()}</ul>
        {older.map(|href| view! { <a class="quiet" href=href>{words.orders.older}</a> })}
    }
    .into_any()
}

fn render_order_row(order: &Order, zone: &str, menu: Option<&Menu>) -> impl IntoView + use<> {
    let lang = request_lang();
    let words = request_words();
    let shown = OpenOrder::from_order(order, menu, zone, lang);
    let again = (!order.status.is_open()).then(|| {
        let label = format!("{}: {}", words.orders.again, shown.what);
        view! {
            <form method="post" action="/client/api/orders/again">
                <input type="hidden" name="id" value=shown.id.clone()/>
                <button type="submit" class="quiet" aria-label=label>{words.orders.again}</button>
            </form>
        }
    });
    view! {
        <li data-status=order.status.as_str()>
            <a href=format!("/client/orders/{}", order.id)>
                <strong class="small-number">{order.number}</strong>
                <div class="words">
                    <strong lang=shown.what_lang.clone()>{shown.what.clone()}</strong>
                    <span class="chosen">{shown.text.clone()}</span>
                    <span class="fine">{time::day_and_time(order.placed_at, zone, lang)}" · "{format_money(order.total, &order.currency, lang)}</span>
                </div>
            </a>
            {again}
        </li>
    }
}
