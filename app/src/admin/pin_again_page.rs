//! Asks for the PIN again before changes to people, prices and money.

use super::page::Head;
use crate::{
    ssr::{context, redirect_to},
    ui::{Act, LONGEST_PIN, Lang, Problem},
};
use leptos::prelude::*;

/// A form that waits for its sender's PIN; provided by the web binary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedPin {
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
    let Some(AskedPin { action, kind, sent, problem }) = use_context() else {
        redirect_to("/admin");
        return ().into_any();
    };
    let problem = problem.map(|code| {
        let words = match code.as_str() {
            "wrong_pin" => "PIN이 맞지 않아요.",
            "clocks_differ" => "PIN은 맞지만 매장 컴퓨터들의 시계가 서로 달라 저장하지 못했어요. 시계를 맞춘 뒤 다시 눌러 주세요.",
            code => Problem::of(code, Act::Step).text(Lang::Ko),
        };
        view! { <p class="problem" role="alert" data-code=code>{words}</p> }
    });
    let name = context().person.map(|person| person.name).unwrap_or_default();
    view! {
        <Head title="PIN 확인"/>
        <main class="sign-in">
            <p>{name}" 님, PIN을 한 번 더 입력해 주세요. 방금 입력한 내용은 그대로 저장돼요."</p>
            <form method="post" action=action>
                <input type="hidden" name="kind" value=kind/>
                <input type="hidden" name="sent" value=sent/>
                <label class="field">
                    <span>"PIN"</span>
                    <input type="password" name="pin" inputmode="numeric" autocomplete="current-password" maxlength=LONGEST_PIN required autofocus/>
                </label>
                {problem}
                <button type="submit" class="primary">"확인하고 저장"</button>
            </form>
        </main>
    }
    .into_any()
}
