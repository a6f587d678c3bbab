//! The orders placed from this phone, newest first.

use super::parts::{Condition, ProblemNotice, TopBar, Waiting};
use crate::{
    ssr::{Context, context, query, time},
    ui::{Act, Age, Problem, State, money, status_text},
};
use gateway::OrderQuery;
use leptos::prelude::*;
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
        <TopBar title="내 주문" back="/client"/>
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
            <meta http-equiv="refresh" content="10"/>
            <ProblemNotice act=Act::Cancel/>
            <Condition words=Some(words) name="orders-remembered"/>
            {list(&OrderPage { orders, next_cursor: None })}
        </main>
    }
    .into_any()
}

fn list(page: &OrderPage) -> impl IntoView + use<> {
    let zone = time::store_zone(&context().gateway);
    if page.orders.is_empty() {
        return view! {
            <div class="empty">
                <p>"이 휴대폰에서 주문한 내역이 없어요."</p>
                <a class="primary" href="/client">"메뉴 보기"</a>
            </div>
        }
        .into_any();
    }
    let older = page.next_cursor.as_ref().map(|cursor| format!("/client/orders?cursor={cursor}"));
    view! {
        <ul class="lines past">{page.orders.iter().map(|order| row(order, &zone)).collect_view()}</ul>
        {older.map(|href| view! { <a class="quiet" href=href>"이전 주문 더 보기"</a> })}
    }
    .into_any()
}

fn row(order: &Order, zone: &str) -> impl IntoView + use<> {
    let first = order.lines.first().map(|line| line.name.clone()).unwrap_or_default();
    let more = match order.lines.len() {
        0 | 1 => String::new(),
        n => format!(" 외 {}건", n - 1),
    };
    view! {
        <li data-status=order.status.as_str()>
            <a href=format!("/client/orders/{}", order.id)>
                <strong class="small-number">{order.number}</strong>
                <div class="words">
                    <strong>{first}{more}</strong>
                    <span class="chosen">{status_text(order.status)}</span>
                    <span class="fine">{time::day_and_time(order.placed_at, zone)}" · "{money(order.total)}</span>
                </div>
            </a>
        </li>
    }
}
