//! Page of the order board, rendered with the live feed's last state, so it opens while the order
//! service is down.

use crate::{
    admin::{
        board::{
            island::OrderBoard,
            panel::Panel,
            panels::StorePanels,
            ticket::{BoardSnapshot, BoardStoreState, Ticket},
        },
        page::{IdleLock, LanguageChoice},
        words::page_words,
    },
    shared::{
        ssr::{PageScript, PageTitle, PeriodicRefresh, query_value, request_context, time},
        ui::{LONGEST_PIN, OrderAction, PageNotice, PageProblem, foreign_tag},
    },
};
use leptos::prelude::*;
use staff_api::{StaffPerson, StaffRole};

/// `/admin`
#[component]
pub fn BoardPage() -> impl IntoView {
    let context = request_context();
    let zone = time::store_zone(&context.gateway);
    let known = context.gateway.known_menu();
    let menu = known.as_ref().map(|known| known.menu.as_ref());
    let ((orders, feed), lang, words) =
        (context.live.board_orders(), context.lang, &page_words().common);
    let name = menu.map(|menu| &menu.store.name);
    let name_lang = name.and_then(|name| foreign_tag(name, lang.tag()));
    let name = name.map_or(words.board, |name| name.in_language(lang.tag())).to_owned();
    let tickets = orders.iter().map(|order| Ticket::from_order(order, menu, &zone, lang)).collect();
    let store = BoardStoreState::from_menu(menu, context.now, lang);
    let problem = query_value("problem").map(|code| {
        let problem = PageProblem::from_code(&code, OrderAction::Step).text_in(lang);
        view! { <p class="problem" role="alert" data-code=code lang=lang.tag()>{problem}</p> }
    });
    let heard_ms = feed.since.map(jiff::Timestamp::as_millisecond);
    let now_ms = context.now.as_millisecond();
    let initial = BoardSnapshot { tickets, store, upstream: feed.upstream, heard_ms, now_ms };
    let nav = context.person.as_ref().map(|person| view! { <Nav person=person.clone()/> });
    let locked = context.person.is_none().then(|| view! { <UnlockForm/> });
    let is_locked = locked.is_some();
    view! {
        <PageTitle text=words.board/>
        <header class="bar">
            <h1 lang=name_lang>{name}</h1>
            {nav}
        </header>
        <aside aria-label=words.printers><p id="printing" hidden></p></aside>
        <main>
            <PeriodicRefresh every_s=10 says=PageNotice::BoardAsleep/>
            {problem}
            {locked}
            <div class="on-board" inert=is_locked><OrderBoard initial lang/></div>
            <IdleLock/>
            <PageScript name="printing.js"/>
            <PageScript name="sound.js" attr:data-session="playback"/>
            <PageScript name="awake.js"/>
        </main>
    }
}

/// Links and panels for the person who is signed in.
#[component]
fn Nav(person: StaffPerson) -> impl IntoView {
    let words = &page_words().common;
    let managed = (person.role >= StaffRole::Manager).then(|| {
        view! {
            <a class="quiet" href="/admin/day">{words.day}</a>
            <a class="quiet" href="/admin/menu">{words.menu_editor}</a>
            <a class="quiet" href="/admin/store">{words.store_settings}</a>
            <a class="quiet" href="/admin/people">{words.people}</a>
            <a class="quiet" href="/admin/audit">{words.audit}</a>
        }
    });
    view! {
        <nav>
            <StorePanels/>
            <a class="quiet" href="/admin/walk-in">{words.walk_in}</a>
            <a class="quiet" href="/admin/orders">{words.find_orders}</a>
            <Panel id="more" label=page_words().board.more heading=person.name>
                <div class="more">
                    {managed}
                    <a class="quiet" href="/admin/printers">{words.printers}</a>
                    <a class="quiet" href="/admin/blocked">{words.blocked_phones}</a>
                    <a class="quiet" href="/admin/poster">{words.poster}</a>
                    <a class="quiet" href="/admin/my-pin">{words.my_pin}</a>
                    <a class="quiet" href="/admin/system">{words.system}</a>
                    <form method="post" action="/admin/api/sign-out">
                        <button type="submit" class="quiet">{words.lock}</button>
                    </form>
                    <LanguageChoice/>
                </div>
            </Panel>
            <PageScript name="panels.js"/>
        </nav>
    }
}

/// PIN form on an enrolled tablet without a session: the board is visible and rings, and a PIN
/// unlocks it.
#[component]
fn UnlockForm() -> impl IntoView {
    let words = &page_words().common;
    view! {
        <form method="post" action="/admin/api/sign-in" class="lock" aria-label=words.locked_screen>
            <p>{words.locked_hint}</p>
            <label class="field">
                <span>"PIN"</span>
                <input type="password" name="pin" inputmode="numeric" autocomplete="current-password" maxlength=LONGEST_PIN required/>
            </label>
            <button type="submit" class="primary">{page_words().board.sign_in}</button>
        </form>
        <LanguageChoice/>
    }
}
