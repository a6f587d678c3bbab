//! What the counter's pages share: they are for staff only, and their head leads to the others.

use crate::ssr::{Context, context};
use leptos::prelude::*;
use leptos_meta::Title;

/// The page for whoever is signed in; anybody else is led to where they can be.
pub fn for_staff<V: IntoView + 'static>(page: impl FnOnce(Context) -> V) -> impl IntoView {
    let context = context();
    if context.signed_in {
        return page(context).into_any();
    }
    leptos_axum::redirect("/admin/sign-in");
    ().into_any()
}

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
