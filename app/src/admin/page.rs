//! What the counter's pages share.

use leptos::prelude::*;
use leptos_meta::Title;

/// The head of a page beside the board.
#[component]
pub fn Head(title: &'static str, #[prop(optional)] to_orders: bool) -> impl IntoView {
    view! {
        <Title text=title/>
        <header class="bar">
            <h1>{title}</h1>
            <nav>
                {to_orders.then(|| view! { <a class="quiet" href="/admin/orders">"주문 찾기"</a> })}
                <a class="quiet" href="/admin">"주문 보드"</a>
            </nav>
        </header>
    }
}
