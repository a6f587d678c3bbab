//! The orders placed from this phone, newest first.

use super::parts::{ProblemNotice, TopBar, set_status};
use crate::{
    ssr::{context, query, time},
    ui::{money, problem_text, status_text},
};
use gateway::OrderQuery;
use leptos::prelude::*;
use order_api::{Order, OrderPage};

const PAGE: u32 = 20;

/// `/client/orders`
#[component]
pub fn OrdersPage() -> impl IntoView {
    let context = context();
    let list = Suspend::new(async move {
        let asked = OrderQuery {
            session: Some(context.session),
            cursor: query("cursor"),
            limit: Some(PAGE),
            ..OrderQuery::default()
        };
        match context.gateway.orders(&asked).await {
            Ok(page) => list(&page).into_any(),
            Err(_) => {
                set_status(503);
                view! { <p class="problem" role="alert">{problem_text("orders_unavailable")}</p> }.into_any()
            }
        }
    });
    view! {
        <TopBar title="내 주문" back="/client"/>
        <main class="orders">
            <ProblemNotice/>
            <Suspense>{list}</Suspense>
        </main>
    }
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
