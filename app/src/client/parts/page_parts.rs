//! Components that several pages of the customer's surface share.

use crate::{
    client::parts::recovery_reload::RecoveryReload,
    shared::{
        ssr::{
            self, PageTitle, PeriodicRefresh, condition, query_value, refused_request_id,
            request_context, request_lang, request_words, set_status,
        },
        ui::{OrderAction, PageNotice, PageProblem},
    },
};
use leptos::prelude::*;

/// Top bar of every page but the menu.
#[component]
pub fn TopBar(
    /// The page's heading.
    #[prop(into)]
    title: String,
    /// Target of the back arrow.
    #[prop(into)]
    back: String,
) -> impl IntoView {
    view! {
        <PageTitle text=format!("{title} · {}", store_name())/>
        <header class="top-bar">
            <a class="back" href=back aria-label=request_words().common.back>"←"</a>
            <h1>{title}</h1>
        </header>
    }
}

/// Notice that the browser keeps no cookies, and so has no cart and no settings.
#[component]
pub fn NoCookiesNotice() -> impl IntoView {
    let lang = request_lang();
    view! { <p class="problem" role="alert" data-code="no_cookies" lang=lang.tag()>{PageProblem::NoCookies.text_in(lang)}</p> }
}

/// The refusal named by the page's address, in words.
#[component]
pub fn ProblemNotice(
    /// The act that this page's forms request; it decides the wording.
    #[prop(default = OrderAction::Place)]
    act: OrderAction,
) -> impl IntoView {
    refusal_code().map(|code| {
        let problem = PageProblem::from_code(&code, act);
        let lang = request_lang();
        let asked = refused_request_id().map(|id| view! { <RequestReference code=code.clone() id/> });
        view! {
            <p class="problem" role="alert" data-code=code lang=lang.tag()>{problem.text_in(lang)}{limit_text(problem)}</p>
            {asked}
        }
    })
}

/// The limit that was exceeded, where the store has set one.
fn limit_text(problem: PageProblem) -> Option<String> {
    let words = &request_words().checkout;
    let known = request_context().gateway.known_menu()?;
    let store = &known.menu.store;
    match problem {
        PageProblem::TooManyOpenOrders if store.phone_orders > 0 => {
            Some((words.most_orders)(store.phone_orders))
        }
        PageProblem::TooManyCups if store.phone_cups > 0 => {
            Some((words.most_pieces)(store.phone_cups))
        }
        _ => None,
    }
}

/// Problem code and request id, for a customer to read out to support; the id is in every log.
#[component]
fn RequestReference(
    /// Stable code of the problem.
    #[prop(into)]
    code: String,
    /// Id of the request.
    id: String,
) -> impl IntoView {
    let lang = request_lang();
    view! {
        <p class="request" lang=lang.tag()>
            {code} " · " {request_words().common.request_id} " " <code>{id}</code>
        </p>
    }
}

/// Why the form was refused; `invalid_form` when it could not be read.
pub fn refusal_code() -> Option<String> {
    ssr::refusal_code().or_else(|| query_value("__err").map(|_| "invalid_form".to_owned()))
}

/// Notice about the state of the services, for a page without live updates.
#[component]
pub fn ConditionNotice(
    /// `None` while all is well.
    words: Option<String>,
    /// `data-condition`, for tests and styles.
    name: &'static str,
) -> impl IntoView {
    let lang = request_lang().tag();
    words.map(
        |words| view! { <p class="notice" role="status" data-condition=name lang=lang>{words}</p> },
    )
}

/// Notice of the menu's age, when a customer has to know it.
#[component]
pub fn MenuAgeNotice() -> impl IntoView {
    let context = request_context();
    let words =
        context.gateway.known_menu().and_then(|known| condition::menu_notice(&known, context.lang));
    view! { <ConditionNotice words name="menu-stale"/> }
}

/// Page for an unknown address, answered with 404.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    set_status(404);
    let words = &request_words().common;
    view! {
        <TopBar title=words.not_found_title back="/client"/>
        <main class="empty">
            <p>{words.not_found}</p>
            <a class="primary" href="/client">{words.see_menu}</a>
        </main>
    }
}

/// Page for the time before the server has received its first menu.
#[component]
pub fn MenuUnknownPage() -> impl IntoView {
    let why = PageProblem::MenuUnknown.text_in(request_lang());
    view! { <TopBar title=request_words().common.menu back="/client"/><UnavailableContent words=why name="menu-unknown"/> }
}

/// Page body for content that is unavailable now, answered with 503. It retries by itself, with
/// scripts and without.
#[component]
pub fn UnavailableContent(
    /// The reason.
    #[prop(into)]
    words: String,
    /// `data-condition`, for tests and styles.
    name: &'static str,
) -> impl IntoView {
    set_status(503);
    let lang = request_lang();
    let try_again = lang.words().common.try_again;
    let asked = request_context()
        .request_id
        .map(|id| view! { <RequestReference code=name.replace('-', "_") id/> });
    view! {
        <main class="empty" data-condition=name lang=lang.tag()>
            <PeriodicRefresh every_s=5/>
            <RecoveryReload condition=name.to_owned() every_s=3/>
            <p role="status">{words}</p>
            <a class="primary" href="">{try_again}</a>
            {asked}
        </main>
    }
}

/// Order page while the order service cannot be reached.
#[component]
pub fn OrderUnreachablePage() -> impl IntoView {
    let why = PageNotice::OrderUnreachable.text_in(request_lang());
    view! { <TopBar title=request_words().order.title back="/client"/><UnavailableContent words=why name="order-unreachable"/> }
}

/// The store's name; a generic word until the menu is known.
pub fn store_name() -> String {
    let words = request_words();
    let name = request_context()
        .gateway
        .known_menu()
        .map(|known| known.menu.store.name.in_language(words.tag).to_owned());
    name.unwrap_or_else(|| words.common.shop.to_owned())
}
