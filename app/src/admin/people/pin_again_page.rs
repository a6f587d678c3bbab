//! Asks for the PIN again before changes to people, prices and money.

use crate::{
    admin::{page::PageHeader, words::page_words},
    shared::{
        ssr::{redirect_to, request_context, request_lang},
        ui::{LONGEST_PIN, OrderAction, PageProblem},
    },
};
use leptos::prelude::*;

/// A form that waits for its sender's PIN; provided by the web binary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingPinForm {
    /// Address that PIN and form are sent to.
    pub action: String,
    /// Media type of the form.
    pub kind: String,
    /// Body of the form, base64url.
    pub sent: String,
    /// Problem code when the last PIN was not accepted.
    pub problem: Option<String>,
}

/// `/admin/pin-again`, the answer to a form.
#[component]
pub fn PinAgainPage() -> impl IntoView {
    let Some(PendingPinForm { action, kind, sent, problem }) = use_context() else {
        redirect_to("/admin");
        return ().into_any();
    };
    let words = &page_words().people;
    let problem = problem.map(|code| {
        let refusal = if code == "clocks_differ" {
            words.clocks_differ
        } else {
            PageProblem::from_code(&code, OrderAction::Step).text_in(request_lang())
        };
        view! { <p class="problem" role="alert" data-code=code>{refusal}</p> }
    });
    let name = request_context().person.map(|person| person.name).unwrap_or_default();
    view! {
        <PageHeader title=words.confirm_pin/>
        <main class="sign-in">
            <p>{(words.pin_again)(&name)}</p>
            <form method="post" action=action>
                <input type="hidden" name="kind" value=kind/>
                <input type="hidden" name="sent" value=sent/>
                <label class="field">
                    <span>"PIN"</span>
                    <input type="password" name="pin" inputmode="numeric" autocomplete="current-password" maxlength=LONGEST_PIN required autofocus/>
                </label>
                {problem}
                <button type="submit" class="primary">{words.confirm}</button>
            </form>
        </main>
    }
    .into_any()
}
