//! Staff accounts and devices, for managers.

use crate::{
    admin::{
        page::PageHeader,
        people::{add_person::PersonForm, my_pin_page::staff_refusal},
        store::set_up_warnings::{duplicate_names, render_notices},
        words::page_words,
    },
    shared::{
        ssr::{
            query_value, refusal_code, request_context, request_lang, request_words, set_status,
            time, typed_form,
        },
        ui::{LONGEST_PIN, PageProblem},
    },
};
use leptos::prelude::*;
use staff_api::{
    DeviceSession, EnrolledDevice, StaffPerson, StaffRole,
    limits::{BARISTA_PIN_CHARS, NAME_CHARS},
};

/// `/admin/people`
#[component]
pub fn PeoplePage() -> impl IntoView {
    let context = request_context();
    let words = &page_words().people;
    let typed: Option<PersonForm> = typed_form();
    let problem = refusal_code().map(|code| {
        let refusal = staff_refusal(&code);
        view! { <p class="problem" role="alert" data-code=code>{refusal}</p> }
    });
    let known = match context.gateway.known_roster() {
        Some(roster) => {
            let zone = time::store_zone(&context.gateway);
            let me = context.person.as_ref().map(|person| person.id);
            let people = roster.people.iter().map(|known| {
                let id = known.person.id.to_string();
                let typed = typed.as_ref().filter(|typed| typed.id == id);
                render_person(&known.person, typed, me == Some(known.person.id))
            });
            let devices = roster.devices.iter().map(|known| {
                let signed_in = roster.signed_in(known, context.now);
                render_device(&known.device, signed_in, &zone)
            });
            let doubled =
                duplicate_names(roster.people.iter().map(|known| known.person.name.as_str()))
                    .into_iter();
            view! {
                {render_notices(doubled.map(words.doubled_name).collect())}
                <section aria-label=words.people><h2>{words.people}</h2><ul class="people">{people.collect_view()}</ul></section>
                <section aria-label=words.devices><h2>{words.devices}</h2><ul class="people">{devices.collect_view()}</ul></section>
            }
            .into_any()
        }
        None => {
            set_status(503);
            view! { <p class="problem" role="alert">{PageProblem::SignInUnavailable.text_in(request_lang())}</p> }.into_any()
        }
    };
    let new = typed.as_ref().filter(|typed| typed.id.is_empty());
    let (new_name, new_role) =
        new.map_or(("", StaffRole::Barista), |new| (&new.name, role_of(new)));
    view! {
        <PageHeader title=page_words().common.people/>
        <main class="finding">
            {problem}
            {query_value("saved").map(|_| view! { <p class="done" role="status">{page_words().common.saved}</p> })}
            {known}
            <section aria-label=words.add_person>
                <h2>{words.add_person}</h2>
                <form method="post" action="/admin/api/people/add" class="person">
                    {render_person_fields(new_name, new_role, "PIN", true)}
                    <button type="submit" class="primary">{words.add}</button>
                </form>
            </section>
            <form method="post" action="/admin/api/people/sign-out">
                <button type="submit" class="quiet">{words.sign_out_all}</button>
            </form>
        </main>
    }
}

/// The role chosen in the form.
fn role_of(typed: &PersonForm) -> StaffRole {
    typed.role.parse().unwrap_or(StaffRole::Barista)
}

fn render_person(
    person: &StaffPerson,
    typed: Option<&PersonForm>,
    is_me: bool,
) -> impl IntoView + use<> {
    let (name, role) =
        typed.map_or((&person.name, person.role), |typed| (&typed.name, role_of(typed)));
    let id = person.id.to_string();
    let staff = &page_words().people;
    let sign_out = (staff.sign_out_person)(&person.name);
    let remove = (staff.remove_named)(&person.name);
    view! {
        <li>
            <form method="post" action="/admin/api/people/change" class="person">
                <input type="hidden" name="id" value=id.clone()/>
                {render_person_fields(name, role, staff.new_pin, false)}
                <button type="submit" class="quiet">{request_words().settings.save}</button>
            </form>
            <div class="acts">
                {is_me.then(|| view! { <small>{staff.is_you}</small> })}
                <form method="post" action="/admin/api/people/sign-out">
                    <input type="hidden" name="id" value=id.clone()/>
                    <button type="submit" class="quiet" aria-label=sign_out>{staff.sign_out}</button>
                </form>
                <form method="post" action="/admin/api/people/remove">
                    <input type="hidden" name="id" value=id/>
                    <button type="submit" class="quiet" aria-label=remove>{staff.remove}</button>
                </form>
            </div>
        </li>
    }
}

fn render_person_fields(
    name: &str,
    role: StaffRole,
    pin: &'static str,
    is_new: bool,
) -> impl IntoView + use<> {
    let words = &page_words().people;
    let roles = [StaffRole::Barista, StaffRole::Manager].map(|each| {
        view! { <option value=each.as_str() selected=each == role>{(words.role_name)(each)}</option> }
    });
    view! {
        <label class="field"><span>{page_words().common.name}</span><input name="name" value=name.to_owned() maxlength=*NAME_CHARS.end() autocomplete="off" required/></label>
        <label class="field"><span>{words.role}</span><select name="role">{roles}</select></label>
        <label class="field">
            <span>{pin}</span>
            <input type="password" name="pin" inputmode="numeric" minlength=BARISTA_PIN_CHARS maxlength=LONGEST_PIN autocomplete="new-password" required=is_new/>
        </label>
    }
}

fn render_device(
    device: &EnrolledDevice,
    signed_in: Option<(&StaffPerson, DeviceSession)>,
    zone: &str,
) -> impl IntoView + use<> {
    let words = &page_words().people;
    let at = |at| time::day_and_time(at, zone, request_lang());
    let since = (words.enrolled)(&at(device.enrolled_at), &device.enrolled_by);
    let sign_out = (words.sign_out_device)(&device.name);
    let remove = (words.remove_named)(&device.name);
    let session = signed_in.map(|(person, session)| {
        view! { <small>{(words.signed_in)(&person.name, &at(session.since))}</small> }
    });
    let id = device.id.to_string();
    let end = signed_in.map(|_| {
        view! {
            <form method="post" action="/admin/api/people/sign-out-device">
                <input type="hidden" name="id" value=id.clone()/>
                <button type="submit" class="quiet" aria-label=sign_out>{words.sign_out}</button>
            </form>
        }
    });
    view! {
        <li>
            <strong>{device.name.clone()}</strong>
            <small>{since}</small>
            {session}
            <div class="acts">
                {end}
                <form method="post" action="/admin/api/people/remove-device">
                    <input type="hidden" name="id" value=id/>
                    <button type="submit" class="quiet" aria-label=remove>{words.remove}</button>
                </form>
            </div>
        </li>
    }
}
