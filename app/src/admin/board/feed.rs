//! Follows the board's live feed, and rings.

use crate::{
    admin::board::{
        chime,
        connection::BoardConnection,
        steps::BoardState,
        ticket::{BoardSnapshot, BoardStoreState, Ticket},
        visible_tickets::VisibleTickets,
    },
    shared::live::{FeedCallbacks, follow_feed, now_ms},
};
use leptos::prelude::*;
use std::time::Duration;

const TICK: Duration = Duration::from_secs(10);
/// How often an order rings until staff act on it.
const RING_AGAIN: Duration = Duration::from_secs(5);

/// Follows the board's feed and keeps the clock for ages: the server's last time plus the time
/// measured on this page since, so a wrong clock on the tablet has no effect.
pub fn follow_board_feed(
    shown: RwSignal<VisibleTickets>,
    store: RwSignal<BoardStoreState>,
    state: BoardState,
    link: BoardConnection,
    silent: RwSignal<bool>,
) {
    let base = StoredValue::new((state.now_ms.get_untracked(), now_ms()));
    let server_now = move || {
        let (server_ms, page_ms) = base.get_value();
        server_ms + (now_ms() - page_ms) as i64
    };
    set_interval(move || state.now_ms.set(server_now()), TICK);
    set_interval(
        move || ring_if_needed(shown.with_untracked(VisibleTickets::has_unaccepted_order)),
        RING_AGAIN,
    );
    // An effect runs after hydration; until then the page must equal the server's rendering.
    Effect::new(move |_| chime::watch_audibility(move |ready| silent.set(!ready)));
    // While both connections are up, the screen is as fresh as the clock.
    Effect::new(move |_| {
        let now = state.now_ms.get();
        if link.is_live() {
            link.heard_ms.set(Some(now));
        }
    });
    let on_frame = move |name: &str, data: &str| match name {
        "board" => {
            if let Ok(board) = serde_json::from_str::<BoardSnapshot>(data) {
                base.set_value((board.now_ms, now_ms()));
                state.now_ms.set(board.now_ms);
                link.signed_out.set(false);
                link.upstream.set(board.upstream);
                link.heard_ms.set(board.heard_ms);
                store.set(board.store);
                ring_if_needed(
                    shown.try_update(|shown| shown.replace_all(board.tickets)).unwrap_or_default(),
                );
            }
        }
        "ticket" => {
            if let Ok(ticket) = serde_json::from_str::<Ticket>(data) {
                ring_if_needed(
                    shown.try_update(|shown| shown.insert_newer(ticket)).unwrap_or_default(),
                );
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
    follow_feed(
        "/admin/live/board".to_owned(),
        FeedCallbacks {
            events: &["board", "ticket", "store", "upstream", "signed_out"],
            on_frame: Box::new(on_frame),
            on_connection: Box::new(on_connection),
        },
    );
}

fn ring_if_needed(rings: bool) {
    if rings {
        chime::play_chime();
    }
}
