//! Pieces that several pages of the customer's surface share.

use crate::{
    ssr::{context, query},
    ui::problem_text,
};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::Title;

/// The bar on top of every page but the menu.
#[component]
pub fn TopBar(
    /// The page's heading.
    #[prop(into)]
    title: String,
    /// Where the arrow leads.
    back: &'static str,
) -> impl IntoView {
    view! {
        <Title text=format!("{title} · {}", store_name())/>
        <header class="top-bar">
            <a class="back" href=back aria-label="뒤로">"←"</a>
            <h1>{title}</h1>
        </header>
    }
}

/// The refusal that the address names, in words.
#[component]
pub fn ProblemNotice() -> impl IntoView {
    let code = query("problem").or_else(|| query("__err").map(|_| "invalid_form".to_owned()));
    code.map(
        |code| view! { <p class="problem" role="alert" data-code=code.clone()>{problem_text(&code)}</p> },
    )
}

/// What there is when there is nothing.
#[component]
pub fn NotFound() -> impl IntoView {
    set_status(404);
    view! {
        <TopBar title="찾을 수 없어요" back="/client"/>
        <main class="empty">
            <p>"이 페이지는 없거나 더 이상 볼 수 없어요."</p>
            <a class="primary" href="/client">"메뉴 보기"</a>
        </main>
    }
}

/// What there is before the menu was ever known.
#[component]
pub fn MenuUnknown() -> impl IntoView {
    set_status(503);
    view! {
        <main class="empty">
            <p>{problem_text("menu_unknown")}</p>
            <a class="primary" href="/client">"다시 시도"</a>
        </main>
    }
}

/// The status of the answer.
pub fn set_status(code: u16) {
    if let (Some(response), Ok(status)) = (use_context::<ResponseOptions>(), http::StatusCode::from_u16(code))
    {
        response.set_status(status);
    }
}

/// The store's name, once known.
pub fn store_name() -> String {
    context().gateway.menu().map_or_else(|| "주문".to_owned(), |known| known.menu.store.name.ko.clone())
}
