//! The public pickup screen, rendered from the state that every server keeps: it opens while the
//! order service is down.

use crate::{
    client::{
        orders::sound_toggle::SoundToggle,
        parts::{live_feed::LiveFeed, store_name},
        ready_screen::pickup_numbers::{PickupNumber, PickupNumbers},
    },
    shared::{
        ssr::{PageScript, PageTitle, PeriodicRefresh, asset_path, request_context, request_words},
        ui::PageNotice,
    },
};
use leptos::prelude::*;
use leptos_meta::Link;

/// Most numbers in a column, so that they can be read from across the room; the page says how many
/// more there are.
const MOST_READY: usize = 8;
const MOST_PREPARING: usize = 12;

/// `/client/ready`
#[component]
pub fn ReadyScreenPage() -> impl IntoView {
    let context = request_context();
    let words = &request_words().board;
    let (orders, feed) = context.live.board_orders();
    let store = context.gateway.known_menu().map(|known| known.menu.store.id.to_string());
    let calls =
        PickupNumbers::from_orders(&orders, store.as_deref(), feed, context.now, context.lang);
    let is_stale = calls.stale.is_some();
    let tags: Vec<_> = calls.ready.iter().map(|call| &call.tag).collect();
    let ready = serde_json::to_string(&tags).unwrap_or_default();
    view! {
        <PageTitle text=format!("{} · {}", words.title, store_name())/>
        <Link rel="stylesheet" href=asset_path("still.css")/>
        <main
            class="ready-board"
            data-ready=ready
            data-stale=is_stale
            data-spoken=(words.spoken)("{}")
            data-more=(words.more)("{}")
            data-offline=words.offline
            data-offline-for=(words.offline_for)("{}")
            data-most-ready=MOST_READY
            data-most-preparing=MOST_PREPARING
        >
            <header><h1>{store_name()}</h1></header>
            <div class="calls">
                <NumberColumn class="calls-ready" heading=words.ready calls=calls.ready most=MOST_READY fresh=calls.fresh/>
                <NumberColumn class="calls-preparing" heading=words.preparing calls=calls.preparing most=MOST_PREPARING fresh=0/>
            </div>
            <footer class="calls-foot">
                <PeriodicRefresh every_s=5 says=PageNotice::PageAsleep/>
                <p class="notice" role="status" data-condition="calls-stale" hidden=!is_stale>{calls.stale}</p>
                <SoundToggle kept_as="jumun_voice" on=words.voice_on off=words.voice_off touch=words.voice_touch asks=false/>
            </footer>
            <LiveFeed feed="ready".to_owned()/>
            <PageScript name="sound.js" attr:data-session="playback"/>
            <PageScript name="board.js"/>
        </main>
    }
}

#[component]
fn NumberColumn(
    class: &'static str,
    heading: &'static str,
    calls: Vec<PickupNumber>,
    /// The most cells shown.
    most: usize,
    /// How many cells, from the front, are highlighted.
    fresh: usize,
) -> impl IntoView {
    let rest = calls.len().saturating_sub(most);
    let rest = (rest > 0).then(|| (request_words().board.more)(&rest.to_string()));
    let cell = |(place, PickupNumber { tag, number }): (usize, PickupNumber)| {
        view! { <li class:fresh=place < fresh data-call=tag>{number}</li> }
    };
    let cells = calls.into_iter().take(most).enumerate().map(cell).collect_view();
    view! {
        <section class=class aria-label=heading>
            <h2>{heading}" "<small>{rest}</small></h2>
            <ol aria-live="polite">{cells}</ol>
        </section>
    }
}
