//! The board's page, with the state the live feed last told, so it opens while the order service is down.

use super::{
    Board,
    store_panels::StorePanels,
    ticket::{Snapshot, Store, Ticket},
};
use crate::{
    ssr::{asset, context, query, time},
    ui::{Act, Problem, State},
};
use leptos::prelude::*;
use leptos_meta::Title;

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
    view! {
        <Title text="주문 보드"/>
        <header class="bar">
            <h1>{name.unwrap_or_else(|| "주문 보드".to_owned())}</h1>
            <nav>
                <StorePanels/>
                <a class="quiet" href="/admin/walk-in">"주문 받기"</a>
                <a class="quiet" href="/admin/orders">"주문 찾기"</a>
                <button type="button" class="quiet" popovertarget="more">"더 보기"</button>
                <div id="more" class="panel more" popover="auto" role="dialog" aria-label="더 보기">
                    <a class="quiet" href="/admin/day">"하루 정산"</a>
                    <a class="quiet" href="/admin/store">"매장 설정"</a>
                    <a class="quiet" href="/admin/poster">"QR 포스터"</a>
                    <a class="quiet" href="/admin/system" lang=lang.tag()>{lang.words().counter.system}</a>
                    <form method="post" action="/admin/api/sign-out"><button type="submit" class="quiet">"로그아웃"</button></form>
                </div>
            </nav>
        </header>
        <main>
            <noscript>
                <meta http-equiv="refresh" content="10"/>
                <p class="stale" lang=lang.tag()>{State::BoardNeedsScripts.text(lang)}</p>
            </noscript>
            {problem}
            <Board initial lang/>
            <script src=asset("sound.js")></script>
            <script src=asset("awake.js")></script>
        </main>
    }
}
