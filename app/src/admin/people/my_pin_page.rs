//! Page where every member of staff changes their own PIN.

use crate::{
    admin::{page::PageHeader, words::page_words},
    shared::{
        ssr::{query_value, request_context, request_lang, time},
        ui::{LONGEST_PIN, OrderAction, PageProblem},
    },
};
use leptos::prelude::*;
use staff_api::limits::BARISTA_PIN_CHARS;

/// `/admin/my-pin`
#[component]
pub fn MyPinPage() -> impl IntoView {
    let words = &page_words().people;
    let problem = query_value("problem").map(|code| {
        let refusal = if code == "wrong_pin" { words.wrong_old_pin } else { staff_refusal(&code) };
        view! { <p class="problem" role="alert" data-code=code>{refusal}</p> }
    });
    let session = request_context().staff_session;
    let is_generated = session.is_some_and(|(session, _)| session.is_pin_generated);
    view! {
        <PageHeader title=page_words().common.my_pin/>
        <main class="finding">
            {problem}
            {query_value("saved").map(|_| view! { <p class="done" role="status">{page_words().common.saved}</p> })}
            {is_generated.then(|| view! { <p class="notice" role="status">{words.is_generated}</p> })}
            <p>{words.signs_out_others}</p>
            <form method="post" action="/admin/api/my-pin" class="person">
                <label class="field">
                    <span>{words.old_pin}</span>
                    <input type="password" name="old" inputmode="numeric" maxlength=LONGEST_PIN autocomplete="current-password" required/>
                </label>
                <label class="field">
                    <span>{words.new_pin}</span>
                    <input type="password" name="new" minlength=BARISTA_PIN_CHARS maxlength=LONGEST_PIN autocomplete="new-password" required/>
                </label>
                <button type="submit" class="primary">{words.change_pin}</button>
            </form>
            {(!is_generated).then(|| view! { <OwnSessions/> })}
        </main>
    }
}

/// The devices where this person is signed in, and the form that signs out all but this one.
#[component]
fn OwnSessions() -> impl IntoView {
    let context = request_context();
    let words = &page_words().people;
    let (roster, here) =
        (context.gateway.known_roster()?, context.staff_session.map(|(session, _)| session)?);
    let zone = time::store_zone(&context.gateway);
    let sessions = roster.devices.iter().filter_map(|known| {
        let (_, session) =
            roster.signed_in(known, context.now).filter(|(person, _)| person.id == here.person.id)?;
        let since = (words.since)(&time::day_and_time(session.since, &zone, request_lang()));
        let is_here = (known.device.id == here.device).then(|| view! { <small>{words.this_device}</small> });
        Some(view! { <li><strong>{known.device.name.clone()}</strong><small>{since}</small>{is_here}</li> })
    });
    Some(view! {
        <section aria-label=words.signed_in_devices>
            <h2>{words.signed_in_devices}</h2>
            <ul class="people">{sessions.collect_view()}</ul>
            <form method="post" action="/admin/api/other-sessions" class="person">
                <label class="field">
                    <span>"PIN"</span>
                    <input type="password" name="pin" inputmode="numeric" maxlength=LONGEST_PIN autocomplete="current-password" required/>
                </label>
                <button type="submit" class="quiet">{words.sign_out_others}</button>
            </form>
        </section>
    })
}

/// Why a change to staff, devices or a PIN was refused, in the request's language.
pub fn staff_refusal(code: &str) -> &'static str {
    let refusals = &page_words().people.refusals;
    match code {
        "invalid_name" => refusals.invalid_name,
        "invalid_form" => refusals.invalid_form,
        "invalid_pin" => refusals.invalid_pin,
        "pin_common" => refusals.pin_common,
        "pin_same" => refusals.pin_same,
        "pin_taken" => refusals.pin_taken,
        "last_manager" => refusals.last_manager,
        "too_many" => refusals.too_many,
        "role_needs_pin" => refusals.role_needs_pin,
        "not_found" => refusals.not_found,
        code => PageProblem::from_code(code, OrderAction::Step).text_in(request_lang()),
    }
}
