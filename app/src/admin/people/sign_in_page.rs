//! Sign-in at the counter.

use crate::{
    admin::{page::LanguageChoice, words::page_words},
    shared::{
        ssr::{PageTitle, query_value, redirect_to, request_context},
        ui::{LONGEST_PIN, OrderAction, PageProblem},
    },
};
use http::{HeaderName, Uri, header, request::Parts};
use leptos::prelude::*;

/// `/admin/sign-in`
#[component]
pub fn SignInPage() -> impl IntoView {
    if request_context().person.is_some() || request_context().device.is_some() {
        redirect_to("/admin");
        return ().into_any();
    }
    if is_cross_site() {
        return view! { <BoardRedirect/> }.into_any();
    }
    let problem = query_value("problem").map(|code| {
        let problem = PageProblem::from_code(&code, OrderAction::Step);
        let lang = request_context().lang;
        view! { <p class="problem" role="alert" data-code=code lang=lang.tag()>{problem.text_in(lang)}</p> }
    });
    let words = &page_words().people;
    view! {
        <PageTitle text=words.sign_in/>
        <main class="sign-in">
            <h1>{words.sign_in}</h1>
            <p>{words.first_sign_in}</p>
            <form method="post" action="/admin/api/sign-in">
                <label class="field">
                    <span>"PIN"</span>
                    <input type="password" name="pin" inputmode="numeric" autocomplete="current-password" maxlength=LONGEST_PIN required autofocus/>
                </label>
                {problem}
                <button type="submit" class="primary">{page_words().board.sign_in}</button>
            </form>
            <LanguageChoice/>
        </main>
    }
    .into_any()
}

/// Leads to the board from a page of this site. A link on another site carries none of the
/// counter's `SameSite=Strict` cookies, so the request does not show who is signed in; the refresh,
/// or a press on the link, sends them. It leads to the board only, whichever page was linked.
#[component]
fn BoardRedirect() -> impl IntoView {
    let words = page_words();
    view! {
        <PageTitle text=words.common.board/>
        <meta http-equiv="refresh" content="0;url=/admin"/>
        <main class="sign-in">
            <h1>{words.people.opening_board}</h1>
            <a class="primary" href="/admin">{words.common.to_board}</a>
        </main>
    }
}

/// Whether a link on another site led here. Over plain HTTP, browsers send only `Referer`.
fn is_cross_site() -> bool {
    let Some(parts) = use_context::<Parts>() else { return false };
    let text = |name: HeaderName| parts.headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return site == "cross-site";
    }
    let from =
        text(header::REFERER).and_then(|page| page.parse::<Uri>().ok()?.authority().cloned());
    from.is_some_and(|from| text(header::HOST) != Some(from.as_str()))
}
