//! Follows the board's live feed, and rings.

use crate::{
    admin::board::{
        chime,
        connection::Link,
        steps::BoardState,
        ticket::{Snapshot, Store, Ticket},
        visible_tickets::Shown,
    },
    shared::live::{Follower, follow, now_ms},
};
use leptos::prelude::*;
use std::time::Duration;

const TICK: Duration = Duration::from_secs(10);
/// How often an order rings until staff act on it.
const RING_AGAIN: Duration = Duration::from_secs(5);

/// Follows the board's feed and keeps the clock for ages: the server's last time plus the time
/// measured on this page since, so a wrong clock on the tablet has no effect.
pub fn start(
    shown: RwSignal<Shown>,
    store: RwSignal<Store>,
    state: BoardState,
    link: Link,
    silent: RwSignal<bool>,
) {
    let base = StoredValue::new((state.now_ms.get_untracked(), now_ms()));
    let server_now = move || {
        let (server_ms, page_ms) = base.get_value();
        server_ms + (now_ms() - page_ms) as i64
    };
    set_interval(move || state.now_ms.set(server_now()), TICK);
    set_interval(move || ring(shown.with_untracked(Shown::calls)), RING_AGAIN);
    // An effect runs after hydration; until then the page must equal the server's rendering.
    Effect::new(move |_| chime::follow(move |ready| silent.set(!ready)));
    // While both connections are up, the screen is as fresh as the clock.
    Effect::new(move |_| {
        let now = state.now_ms.get();
        if link.is_live() {
            link.heard_ms.set(Some(now));
        }
    });
    let on_frame = move |name: &str, data: &str| match name {
        "board" => {
            if let Ok(board) = serde_json::from_str::<Snapshot>(data) {
                base.set_value((board.now_ms, now_ms()));
                state.now_ms.set(board.now_ms);
                link.signed_out.set(false);
                link.upstream.set(board.upstream);
                link.heard_ms.set(board.heard_ms);
                store.set(board.store);
                ring(shown.try_update(|shown| shown.replace(board.tickets)).unwrap_or_default());
            }
        }
        "ticket" => {
            if let Ok(ticket) = serde_json::from_str::<Ticket>(data) {
                ring(shown.try_update(|shown| shown.take(ticket)).unwrap_or_default());
            }
        }
        "store" => {
            if let Ok(told) = serde_json::from_str(data) {
                store.set(told);
            }
        }
        "upstream" => {
            if let Ok(upstream) = serde_json::from_str(data) {
                link.upstream.set(upstream);
            }
        }
        "signed_out" => link.signed_out.set(true),
        _ => (),
    };
    let on_connection = move |up: bool| {
        if up {
            state.now_ms.set(server_now());
        }
        link.connected.set(up);
    };
    follow(
        "/admin/live/board".to_owned(),
        Follower {
            events: &["board", "ticket", "store", "upstream", "signed_out"],
            on_frame: Box::new(on_frame),
            on_connection: Box::new(on_connection),
        },
    );
}

fn ring(rings: bool) {
    if rings {
        chime::ring();
    }
}
