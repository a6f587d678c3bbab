//! Components that the counter's pages share.

use crate::ssr::{PageScript, PageTitle, context};
use leptos::prelude::*;

/// Header of a page other than the board.
#[component]
pub fn Head(title: &'static str, #[prop(optional)] to_orders: bool) -> impl IntoView {
    view! {
        <PageTitle text=title/>
        <header class="bar">
            <h1>{title}</h1>
            <nav>
                {to_orders.then(|| view! { <a class="quiet" href="/admin/orders">"주문 찾기"</a> })}
                <a class="quiet" href="/admin">"주문 보드"</a>
            </nav>
        </header>
        <IdleLock/>
    }
}

/// Locks a tablet after the configured minutes without a touch.
#[component]
pub fn IdleLock() -> impl IntoView {
    let context = context();
    let minutes = context.idle_lock_min;
    (context.person.is_some() && minutes > 0)
        .then(|| view! { <PageScript name="idle.js" attr:data-minutes=minutes/> })
}
