//! Orders placed from this phone: the open ones first and live, then the past ones, newest first,
//! each with a button to reorder it.

use crate::{
    client::{
        orders::open_orders::{OpenOrder, OpenRow},
        parts::{Condition, ProblemNotice, TopBar, Waiting, live_feed::LiveFeed, recovery_reload::LookAgain},
    },
    shared::{
        ssr::{Context, LoadedAnew, PageScript, context, lang, query, time, words},
        ui::{Act, Age, Problem, State, money},
    },
};
use gateway::OrderQuery;
use leptos::prelude::*;
use menu_api::Menu;
use order_api::{Order, OrderPage};
use std::{cmp::Reverse, sync::Arc};

const PAGE: u32 = 20;

/// `/client/orders`
#[component]
pub fn OrdersPage() -> impl IntoView {
    let context = context();
    let list = Suspend::new(async move {
        let asked = OrderQuery {
            session: Some(context.session.clone()),
            cursor: query("cursor"),
            limit: Some(PAGE),
            ..OrderQuery::default()
        };
        match context.gateway.orders(&asked).await {
            Ok(page) => {
                let page = split(&context, page, query("cursor").is_none());
                view! { <main class="orders"><ProblemNotice act=Act::Cancel/>{page}</main> }.into_any()
            }
            Err(_) => remembered(&context).into_any(),
        }
    });
    view! {
        <TopBar title=words().orders.title back="/client"/>
        <Suspense>{list}</Suspense>
    }
}

/// Fallback while the order service cannot be reached: this customer's orders from the live feed.
fn remembered(context: &Context) -> impl IntoView + use<> {
    let (own, feed) = (context.live.orders_of(&context.session), context.live.feed());
    let mut orders: Vec<Order> = own.into_iter().map(Arc::unwrap_or_clone).collect();
    orders.sort_by_key(|order| Reverse(order.placed_at));
    if orders.is_empty() {
        return view! { <Waiting words=Problem::OrdersUnavailable.text(context.lang) name="orders-unavailable"/> }
            .into_any();
    }
    let age = if feed.is_connected() { Some(Age::Moments) } else { feed.age(context.now) };
    let words = State::OrdersRemembered(age).text(context.lang);
    view! {
        <main class="orders">
            <LoadedAnew every_s=10/>
            <LookAgain condition="orders-remembered".to_owned() every_s=5/>
            <ProblemNotice act=Act::Cancel/>
            <Condition words=Some(words) name="orders-remembered"/>
            {list(&OrderPage { orders, next_cursor: None })}
        </main>
    }
    .into_any()
}

/// Splits open orders from past ones. The first page of the list has all open orders that the live
/// feed knows, and its own; later pages have none that the feed knows.
fn split(context: &Context, page: OrderPage, is_first: bool) -> impl IntoView + use<> {
    let (lang, words) = (context.lang, &context.lang.words().orders);
    let (zone, known) = (time::store_zone(&context.gateway), context.gateway.menu());
    let menu = known.as_ref().map(|known| known.menu.as_ref());
    let mut open = OpenOrder::own(context.live.as_ref(), &context.session, menu, &zone, lang);
    open.retain(|order| order.status.is_open());
    let (mut orders, next_cursor) = (page.orders, page.next_cursor);
    if is_first {
        let is_told =
            |order: &Order, open: &[OpenOrder]| open.iter().any(|known| known.id == order.id.to_string());
        let untold = orders.iter().filter(|order| order.status.is_open() && !is_told(order, &open));
        let untold: Vec<_> = untold.map(|order| OpenOrder::of(order, menu, &zone, lang)).collect();
        open.extend(untold);
    }
    orders.retain(|order| !open.iter().any(|known| known.id == order.id.to_string()));
    if is_first && open.is_empty() && orders.is_empty() {
        return list(&OrderPage { orders, next_cursor }).into_any();
    }
    let has_past = !orders.is_empty();
    let (offline, none_open) = (State::OrderOffline.text(lang), open.is_empty());
    let row = |order: OpenOrder| view! { <OpenRow order=Some(order)/> };
    view! {
        {is_first.then(|| view! {
            <LoadedAnew every_s=10 says=State::PageAsleep/>
            <section class="under-way" aria-label=words.open hidden=none_open>
                <h2>{words.open}</h2>
                <p class="notice" role="status" data-condition="order-stale" data-offline=offline hidden></p>
                <ul class="lines past" aria-live="polite">{open.into_iter().map(row).collect_view()}</ul>
                <template><OpenRow order=None/></template>
            </section>
            <LiveFeed feed="orders".to_owned()/>
            <PageScript name="following.js"/>
        })}
        {has_past.then(|| view! {
            <section class="past-orders" aria-label=words.past>
                <h2>{words.past}</h2>
                {list(&OrderPage { orders, next_cursor })}
            </section>
        })}
    }
    .into_any()
}

fn list(page: &OrderPage) -> impl IntoView + use<> {
    let (context, words) = (context(), words());
    let zone = time::store_zone(&context.gateway);
    let menu = context.gateway.menu().map(|known| known.menu);
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
        <ul class="lines past">{page.orders.iter().map(|order| row(order, &zone, menu.as_deref())).collect_view()}</ul>
        {older.map(|href| view! { <a class="quiet" href=href>{words.orders.older}</a> })}
    }
    .into_any()
}

fn row(order: &Order, zone: &str, menu: Option<&Menu>) -> impl IntoView + use<> {
    let (lang, words) = (lang(), words());
    let shown = OpenOrder::of(order, menu, zone, lang);
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
                    <span class="fine">{time::day_and_time(order.placed_at, zone, lang)}" · "{money(order.total, &order.currency, lang)}</span>
                </div>
            </a>
            {again}
        </li>
    }
}
