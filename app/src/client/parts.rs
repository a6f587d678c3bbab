//! Pieces that several pages of the customer's surface share.

use crate::{
    ssr::{condition, context, query, refused_request, set_status},
    ui::{Act, Label, Problem, State},
};
use leptos::prelude::*;
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
pub fn ProblemNotice(
    /// What this page's forms ask for.
    #[prop(default = Act::Place)]
    act: Act,
) -> impl IntoView {
    refusal_code().map(|code| {
        let (problem, lang) = (Problem::of(&code, act), context().lang);
        let asked = refused_request().map(|id| view! { <Request code=code.clone() id/> });
        view! {
            <p class="problem" role="alert" data-code=code lang=lang.tag()>{problem.text(lang)}</p>
            {asked}
        }
    })
}

/// What a customer reads out to whoever looks for the cause: the code, and the id that is in every log.
#[component]
fn Request(
    /// As programs compare it.
    #[prop(into)]
    code: String,
    /// The request's.
    id: String,
) -> impl IntoView {
    let lang = context().lang;
    view! {
        <p class="request" lang=lang.tag()>
            {code} " · " {Label::RequestId.text(lang)} " " <code>{id}</code>
        </p>
    }
}

/// Why the form was sent back to this page.
pub fn refusal_code() -> Option<String> {
    query("problem").or_else(|| query("__err").map(|_| "invalid_form".to_owned()))
}

/// How the page stands, in words; for a page that does not move by itself.
#[component]
pub fn Condition(
    /// Nothing while all is well.
    words: Option<String>,
    /// For tests and styles.
    name: &'static str,
) -> impl IntoView {
    let lang = context().lang.tag();
    words.map(|words| view! { <p class="notice" role="status" data-condition=name lang=lang>{words}</p> })
}

/// How old the menu is, where a customer has to know.
#[component]
pub fn MenuAge() -> impl IntoView {
    let context = context();
    let words = context.gateway.menu().and_then(|known| condition::menu_notice(&known, context.lang));
    view! { <Condition words name="menu-stale"/> }
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
    let words = Problem::MenuUnknown.text(context().lang);
    view! { <TopBar title="메뉴" back="/client"/><Waiting words name="menu-unknown"/> }
}

/// What the page is about cannot be had now. It tries again by itself, with scripts and without.
#[component]
pub fn Waiting(
    /// Why.
    #[prop(into)]
    words: String,
    /// For tests and styles.
    name: &'static str,
) -> impl IntoView {
    set_status(503);
    let lang = context().lang;
    let asked = context().request_id.map(|id| view! { <Request code=name.replace('-', "_") id/> });
    view! {
        <main class="empty" data-condition=name lang=lang.tag()>
            <meta http-equiv="refresh" content="5"/>
            <p role="status">{words}</p>
            <a class="primary" href="">{Label::TryAgain.text(lang)}</a>
            {asked}
        </main>
    }
}

/// What an order's page says when nobody can be asked about the order.
#[component]
pub fn OrderUnreachable() -> impl IntoView {
    let words = State::OrderUnreachable.text(context().lang);
    view! { <TopBar title="주문 현황" back="/client"/><Waiting words name="order-unreachable"/> }
}

/// The store's name, once known.
pub fn store_name() -> String {
    context().gateway.menu().map_or_else(|| "주문".to_owned(), |known| known.menu.store.name.ko.clone())
}
