//! Components that the counter's pages share.

use super::words::page_words;
use crate::shared::{
    ssr::{PageScript, PageTitle, request_context},
    ui::Lang,
};
use leptos::prelude::*;

/// Header of a page other than the board.
#[component]
pub fn PageHeader(title: &'static str, #[prop(optional)] to_orders: bool) -> impl IntoView {
    let words = &page_words().common;
    view! {
        <PageTitle text=title/>
        <header class="bar">
            <h1>{title}</h1>
            <nav>
                {to_orders.then(|| view! { <a class="quiet" href="/admin/orders">{words.find_orders}</a> })}
                <a class="quiet" href="/admin">{words.board}</a>
            </nav>
        </header>
        <IdleLock/>
    }
}

/// Locks a tablet after the configured minutes without a touch.
#[component]
pub fn IdleLock() -> impl IntoView {
    let context = request_context();
    let minutes = context.idle_lock_min;
    (context.person.is_some() && minutes > 0)
        .then(|| view! { <PageScript name="idle.js" attr:data-minutes=minutes/> })
}

/// A button for each other language, by its own name.
#[component]
pub fn LanguageChoice() -> impl IntoView {
    let context = request_context();
    let other = |lang: &Lang| {
        let tag = lang.tag();
        let name = lang.words().name;
        view! { <button type="submit" class="quiet" name="lang" value=tag lang=tag>{name}</button> }
    };
    let others =
        context.offered.iter().filter(|lang| **lang != context.lang).map(other).collect_view();
    view! { <form method="post" action="/admin/api/language" class="languages">{others}</form> }
}
