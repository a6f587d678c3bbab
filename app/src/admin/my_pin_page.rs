//! A person's own PIN, for everybody who works here.

use super::page::Head;
use crate::{
    ssr::query,
    ui::{Act, LONGEST_PIN, Lang, Problem},
};
use leptos::prelude::*;
use member_api::limits::BARISTA_PIN_CHARS;

/// `/admin/my-pin`
#[component]
pub fn MyPinPage() -> impl IntoView {
    let problem = query("problem").map(|code| {
        let words = match code.as_str() {
            "wrong_pin" => "지금 PIN이 맞지 않아요.",
            "pin_taken" => "다른 직원이 쓰는 PIN이에요. 다른 PIN을 정해 주세요.",
            code => pin_problem(code).unwrap_or_else(|| Problem::of(code, Act::Step).text(Lang::Ko)),
        };
        view! { <p class="problem" role="alert" data-code=code>{words}</p> }
    });
    view! {
        <Head title="내 PIN"/>
        <main class="finding">
            {problem}
            {query("saved").map(|_| view! { <p class="done" role="status">"저장했어요"</p> })}
            <p>"바꾸면 다른 기기에서는 로그아웃돼요."</p>
            <form method="post" action="/admin/api/my-pin" class="person">
                <label class="field">
                    <span>"지금 PIN"</span>
                    <input type="password" name="old" inputmode="numeric" maxlength=LONGEST_PIN autocomplete="current-password" required/>
                </label>
                <label class="field">
                    <span>"새 PIN"</span>
                    <input type="password" name="new" minlength=BARISTA_PIN_CHARS maxlength=LONGEST_PIN autocomplete="new-password" required/>
                </label>
                <button type="submit" class="primary">"바꾸기"</button>
            </form>
        </main>
    }
}

/// Why a PIN may not be set.
pub fn pin_problem(code: &str) -> Option<&'static str> {
    match code {
        "invalid_pin" => Some("PIN은 공백 없이 바리스타는 6자, 관리자는 8자부터 64자까지예요."),
        "pin_common" => Some("남이 쉽게 짐작할 수 있는 PIN이에요. 다른 PIN을 정해 주세요."),
        _ => None,
    }
}
