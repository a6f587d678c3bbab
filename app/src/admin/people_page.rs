//! Staff accounts and devices, for managers.

use super::{
    my_pin_page::pin_problem,
    page::Head,
    set_up_warnings::{doubled_names, notices},
};
use crate::{
    api::PersonForm,
    ssr::{TypedForm, context, query, refusal_code, refused_form, set_status, time},
    ui::{Act, LONGEST_PIN, Lang, Problem},
};
use leptos::prelude::*;
use member_api::{
    Device, DeviceSession, Person, Role,
    limits::{BARISTA_PIN_CHARS, NAME_CHARS},
};

const ROLES: [(Role, &str); 2] = [(Role::Barista, "바리스타"), (Role::Manager, "관리자")];

/// `/admin/people`
#[component]
pub fn PeoplePage() -> impl IntoView {
    let context = context();
    let typed = match refused_form().map(|refused| refused.typed) {
        Some(TypedForm::Person(typed)) => Some(typed),
        _ => None,
    };
    let problem = refusal_code().map(|code| {
        let words = match code.as_str() {
            "invalid_name" => "이름은 1자에서 40자까지 쓸 수 있어요.",
            "pin_taken" => "다른 직원이 쓰는 PIN이에요. 다른 PIN을 정해 주세요.",
            "last_manager" => "관리자는 한 명 이상 있어야 해요.",
            "too_many" => "더 추가할 수 없어요. 쓰지 않는 직원이나 기기를 먼저 지워 주세요.",
            "role_needs_pin" => "관리자로 바꾸려면 8자 이상의 새 PIN도 함께 정해 주세요.",
            "not_found" => "이미 지워졌어요.",
            "invalid_form" => "입력한 내용을 확인해 주세요.",
            code => pin_problem(code).unwrap_or_else(|| Problem::of(code, Act::Step).text(Lang::Ko)),
        };
        view! { <p class="problem" role="alert" data-code=code>{words}</p> }
    });
    let known = match context.gateway.roster() {
        Some(roster) => {
            let zone = time::store_zone(&context.gateway);
            let me = context.person.as_ref().map(|person| person.id);
            let people = roster.people.iter().map(|known| {
                let id = known.person.id.to_string();
                let typed = typed.as_ref().filter(|typed| typed.id == id);
                person(&known.person, typed, me == Some(known.person.id))
            });
            let devices = roster.devices.iter().map(|known| {
                let signed_in = roster.signed_in(known, context.now);
                device(&known.device, signed_in, &zone)
            });
            let doubled =
                doubled_names(roster.people.iter().map(|known| known.person.name.as_str())).into_iter();
            let doubled = doubled
                .map(|name| format!("이름이 ‘{name}’인 직원이 둘 이상이에요. 기록에서 구별되지 않아요."));
            view! {
                {notices(doubled.collect())}
                <section aria-label="직원"><h2>"직원"</h2><ul class="people">{people.collect_view()}</ul></section>
                <section aria-label="기기"><h2>"기기"</h2><ul class="people">{devices.collect_view()}</ul></section>
            }
            .into_any()
        }
        None => {
            set_status(503);
            view! { <p class="problem" role="alert">{Problem::SignInUnavailable.text(Lang::Ko)}</p> }
                .into_any()
        }
    };
    let new = typed.as_ref().filter(|typed| typed.id.is_empty());
    let (new_name, new_role) = new.map_or(("", Role::Barista), |new| (&new.name, role_of(new)));
    view! {
        <Head title="직원과 기기"/>
        <main class="finding">
            {problem}
            {query("saved").map(|_| view! { <p class="done" role="status">"저장했어요"</p> })}
            {known}
            <section aria-label="직원 추가">
                <h2>"직원 추가"</h2>
                <form method="post" action="/admin/api/people/add" class="person">
                    {fields(new_name, new_role, "PIN", true)}
                    <button type="submit" class="primary">"추가"</button>
                </form>
            </section>
            <form method="post" action="/admin/api/people/sign-out">
                <button type="submit" class="quiet">"모두 로그아웃"</button>
            </form>
        </main>
    }
}

/// The role chosen in the form.
fn role_of(typed: &PersonForm) -> Role {
    typed.role.parse().unwrap_or(Role::Barista)
}

fn person(person: &Person, typed: Option<&PersonForm>, is_me: bool) -> impl IntoView + use<> {
    let (name, role) = typed.map_or((&person.name, person.role), |typed| (&typed.name, role_of(typed)));
    let id = person.id.to_string();
    let named = |what: &str| format!("{} {what}", person.name);
    let (sign_out, remove) = (named("모든 기기에서 로그아웃"), named("지우기"));
    view! {
        <li>
            <form method="post" action="/admin/api/people/change" class="person">
                <input type="hidden" name="id" value=id.clone()/>
                {fields(name, role, "새 PIN", false)}
                <button type="submit" class="quiet">"저장"</button>
            </form>
            <div class="acts">
                {is_me.then(|| view! { <small>"지금 로그인한 사람"</small> })}
                <form method="post" action="/admin/api/people/sign-out">
                    <input type="hidden" name="id" value=id.clone()/>
                    <button type="submit" class="quiet" aria-label=sign_out>"로그아웃"</button>
                </form>
                <form method="post" action="/admin/api/people/remove">
                    <input type="hidden" name="id" value=id/>
                    <button type="submit" class="quiet" aria-label=remove>"지우기"</button>
                </form>
            </div>
        </li>
    }
}

fn fields(name: &str, role: Role, pin: &'static str, is_new: bool) -> impl IntoView + use<> {
    let roles = ROLES.map(|(each, words)| {
        view! { <option value=each.as_str() selected=each == role>{words}</option> }
    });
    view! {
        <label class="field"><span>"이름"</span><input name="name" value=name.to_owned() maxlength=*NAME_CHARS.end() autocomplete="off" required/></label>
        <label class="field"><span>"역할"</span><select name="role">{roles}</select></label>
        <label class="field">
            <span>{pin}</span>
            <input type="password" name="pin" inputmode="numeric" minlength=BARISTA_PIN_CHARS maxlength=LONGEST_PIN autocomplete="new-password" required=is_new/>
        </label>
    }
}

fn device(device: &Device, signed_in: Option<(&Person, DeviceSession)>, zone: &str) -> impl IntoView + use<> {
    let since =
        format!("{} {} 등록", time::day_and_time(device.enrolled_at, zone, Lang::Ko), device.enrolled_by);
    let named = |what: &str| format!("{} {what}", device.name);
    let (sign_out, remove) = (named("로그아웃"), named("지우기"));
    let session = signed_in.map(|(person, session)| {
        let since = time::day_and_time(session.since, zone, Lang::Ko);
        view! { <small>{format!("{} {since}부터 로그인", person.name)}</small> }
    });
    let id = device.id.to_string();
    let end = signed_in.map(|_| {
        view! {
            <form method="post" action="/admin/api/people/sign-out-device">
                <input type="hidden" name="id" value=id.clone()/>
                <button type="submit" class="quiet" aria-label=sign_out>"로그아웃"</button>
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
                    <button type="submit" class="quiet" aria-label=remove>"지우기"</button>
                </form>
            </div>
        </li>
    }
}
