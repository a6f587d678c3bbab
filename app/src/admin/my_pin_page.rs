//! Page where every member of staff changes their own PIN.

use super::page::Head;
use crate::{
    ssr::{context, query, time},
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
            "pin_same" => "지금과 다른 PIN을 정해 주세요.",
            "pin_taken" => "다른 직원이 쓰는 PIN이에요. 다른 PIN을 정해 주세요.",
            code => pin_problem(code).unwrap_or_else(|| Problem::of(code, Act::Step).text(Lang::Ko)),
        };
        view! { <p class="problem" role="alert" data-code=code>{words}</p> }
    });
    let session = context().staff_session;
    let is_generated = session.is_some_and(|(session, _)| session.is_pin_generated);
    view! {
        <Head title="내 PIN"/>
        <main class="finding">
            {problem}
            {query("saved").map(|_| view! { <p class="done" role="status">"저장했어요"</p> })}
            {is_generated.then(|| view! { <p class="notice" role="status">"처음 받은 PIN은 로그인 한 번에만 쓸 수 있어요. 앞으로 쓸 PIN을 정해 주세요."</p> })}
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
            {(!is_generated).then(|| view! { <OwnSessions/> })}
        </main>
    }
}

/// The devices where this person is signed in, and the form that signs out all but this one.
#[component]
fn OwnSessions() -> impl IntoView {
    let context = context();
    let (roster, here) = (context.gateway.roster()?, context.staff_session.map(|(session, _)| session)?);
    let zone = time::store_zone(&context.gateway);
    let sessions = roster.devices.iter().filter_map(|known| {
        let (_, session) =
            roster.signed_in(known, context.now).filter(|(person, _)| person.id == here.person.id)?;
        let since = format!("{}부터", time::day_and_time(session.since, &zone, Lang::Ko));
        let is_here = (known.device.id == here.device).then(|| view! { <small>"이 기기"</small> });
        Some(view! { <li><strong>{known.device.name.clone()}</strong><small>{since}</small>{is_here}</li> })
    });
    Some(view! {
        <section aria-label="로그인한 기기">
            <h2>"로그인한 기기"</h2>
            <ul class="people">{sessions.collect_view()}</ul>
            <form method="post" action="/admin/api/other-sessions" class="person">
                <label class="field">
                    <span>"PIN"</span>
                    <input type="password" name="pin" inputmode="numeric" maxlength=LONGEST_PIN autocomplete="current-password" required/>
                </label>
                <button type="submit" class="quiet">"다른 기기에서 모두 로그아웃"</button>
            </form>
        </section>
    })
}

/// Why a PIN cannot be set.
pub fn pin_problem(code: &str) -> Option<&'static str> {
    match code {
        "invalid_pin" => Some("PIN은 공백 없이 바리스타는 6자, 관리자는 8자부터 64자까지예요."),
        "pin_common" => Some("남이 쉽게 짐작할 수 있는 PIN이에요. 다른 PIN을 정해 주세요."),
        _ => None,
    }
}
