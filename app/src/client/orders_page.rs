//! The orders placed from this phone, newest first.

use super::{
    LookAgain,
    parts::{Condition, ProblemNotice, TopBar, Waiting},
};
use crate::{
    ssr::{Context, context, lang, line_names, query, time, words},
    ui::{Act, Age, Problem, State, money},
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
                view! { <main class="orders"><ProblemNotice act=Act::Cancel/>{list(&page)}</main> }.into_any()
            }
            Err(_) => remembered(&context).into_any(),
        }
    });
    view! {
        <TopBar title=words().orders.title back="/client"/>
        <Suspense>{list}</Suspense>
    }
}

/// The order service cannot be asked: this customer's orders as the live feed told them.
fn remembered(context: &Context) -> impl IntoView + use<> {
    let (orders, feed) = context.live.board();
    let own = orders.into_iter().filter(|order| order.customer.session == context.session);
    let mut orders: Vec<Order> = own.map(Arc::unwrap_or_clone).collect();
    orders.sort_by_key(|order| Reverse(order.placed_at));
    if orders.is_empty() {
        return view! { <Waiting words=Problem::OrdersUnavailable.text(context.lang) name="orders-unavailable"/> }
            .into_any();
    }
    let age = if feed.is_connected() { Some(Age::Moments) } else { feed.age(context.now) };
    let words = State::OrdersRemembered(age).text(context.lang);
    view! {
        <main class="orders">
            <noscript><meta http-equiv="refresh" content="10"/></noscript>
            <LookAgain condition="orders-remembered".to_owned() every_s=5/>
            <ProblemNotice act=Act::Cancel/>
            <Condition words=Some(words) name="orders-remembered"/>
            {list(&OrderPage { orders, next_cursor: None })}
        </main>
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
    let first = order.lines.first().map(|line| line_names(line, menu, lang));
    let (first, first_lang) = first.map(|names| (names.name, names.name_lang)).unwrap_or_default();
    let more = match order.lines.len() {
        0 | 1 => String::new(),
        lines => (words.orders.and_more)(lines - 1),
    };
    view! {
        <li data-status=order.status.as_str()>
            <a href=format!("/client/orders/{}", order.id)>
                <strong class="small-number">{order.number}</strong>
                <div class="words">
                    <strong><span lang=first_lang>{first}</span>{more}</strong>
                    <span class="chosen">{(words.status)(order.status)}</span>
                    <span class="fine">{time::day_and_time(order.placed_at, zone, lang)}" · "{money(order.total, &order.currency, lang)}</span>
                </div>
            </a>
        </li>
    }
}
