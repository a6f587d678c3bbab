//! Page of the order board, rendered with the live feed's last state, so it opens while the order
//! service is down.

use super::{
    Board,
    page::IdleLock,
    panel::Panel,
    store_panels::StorePanels,
    ticket::{Snapshot, Store, Ticket},
};
use crate::{
    ssr::{LoadedAnew, PageScript, PageTitle, context, query, time},
    ui::{Act, LONGEST_PIN, Problem, State},
};
use leptos::prelude::*;
use member_api::{Person, Role};

/// `/admin`
#[component]
pub fn BoardPage() -> impl IntoView {
    let context = context();
    let (zone, known) = (time::store_zone(&context.gateway), context.gateway.menu());
    let menu = known.as_ref().map(|known| known.menu.as_ref());
    let name = menu.map(|menu| menu.store.name.ko.clone());
    let ((orders, feed), lang) = (context.live.board(), context.lang);
    let tickets = orders.iter().map(|order| Ticket::of(order, menu, &zone)).collect();
    let store = Store::of(menu, context.now);
    let problem = query("problem").map(|code| {
        let problem = Problem::of(&code, Act::Step).text(lang);
        view! { <p class="problem" role="alert" data-code=code lang=lang.tag()>{problem}</p> }
    });
    let heard_ms = feed.since.map(jiff::Timestamp::as_millisecond);
    let now_ms = context.now.as_millisecond();
    let initial = Snapshot { tickets, store, upstream: feed.upstream, heard_ms, now_ms };
    let nav = context.person.as_ref().map(|person| view! { <Nav person=person.clone()/> });
    let locked = context.person.is_none().then(|| view! { <Lock/> });
    let is_locked = locked.is_some();
    view! {
        <PageTitle text="주문 보드"/>
        <header class="bar">
            <h1>{name.unwrap_or_else(|| "주문 보드".to_owned())}</h1>
            {nav}
        </header>
        <aside aria-label="프린터"><p id="printing" hidden></p></aside>
        <main>
            <LoadedAnew every_s=10 says=State::BoardAsleep/>
            {problem}
            {locked}
            <div class="on-board" inert=is_locked><Board initial lang/></div>
            <IdleLock/>
            <PageScript name="printing.js"/>
            <PageScript name="sound.js" attr:data-session="playback"/>
            <PageScript name="awake.js"/>
        </main>
    }
}

/// Links and panels for the person who is signed in.
#[component]
fn Nav(person: Person) -> impl IntoView {
    let lang = context().lang;
    let managed = (person.role >= Role::Manager).then(|| {
        view! {
            <a class="quiet" href="/admin/day">"하루 정산"</a>
            <a class="quiet" href="/admin/menu">"메뉴 편집"</a>
            <a class="quiet" href="/admin/store">"매장 설정"</a>
            <a class="quiet" href="/admin/people">"직원과 기기"</a>
            <a class="quiet" href="/admin/audit">"변경 기록"</a>
        }
    });
    view! {
        <nav>
            <StorePanels/>
            <a class="quiet" href="/admin/walk-in">"주문 받기"</a>
            <a class="quiet" href="/admin/orders">"주문 찾기"</a>
            <Panel id="more" label="더 보기" heading=person.name>
                <div class="more">
                    {managed}
                    <a class="quiet" href="/admin/printers">"프린터"</a>
                    <a class="quiet" href="/admin/blocked">"막아 둔 휴대폰"</a>
                    <a class="quiet" href="/admin/poster">"QR 포스터"</a>
                    <a class="quiet" href="/admin/my-pin">"내 PIN"</a>
                    <a class="quiet" href="/admin/system" lang=lang.tag()>{lang.words().counter.system}</a>
                    <form method="post" action="/admin/api/sign-out">
                        <button type="submit" class="quiet">"잠그기"</button>
                    </form>
                </div>
            </Panel>
            <PageScript name="panels.js"/>
        </nav>
    }
}

/// PIN form on an enrolled tablet without a session: the board is visible and rings, and a PIN
/// unlocks it.
#[component]
fn Lock() -> impl IntoView {
    view! {
        <form method="post" action="/admin/api/sign-in" class="lock" aria-label="잠긴 화면">
            <p>"잠겨 있어요. 새 주문은 계속 울려요."</p>
            <label class="field">
                <span>"PIN"</span>
                <input type="password" name="pin" inputmode="numeric" autocomplete="current-password" maxlength=LONGEST_PIN required/>
            </label>
            <button type="submit" class="primary">"로그인"</button>
        </form>
    }
}
