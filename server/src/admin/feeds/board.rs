//! `GET /admin/live/board`: every ticket and the store's state, for staff.

use super::send_to_staff;
use crate::{
    live::{
        LiveOrderChange, LiveOrderHub, OrderSubscription, attendance,
        stream::{self, MENU_LOOK_AGAIN},
    },
    session::identity::SenderIdentity,
    state::SurfaceState,
};
use app::{
    admin::board::ticket::{BoardSnapshot, BoardStoreState, Ticket},
    shared::ui::Lang,
};
use axum::{
    Extension,
    extract::State,
    response::{Response, sse::Event},
};
use futures::stream as streams;
use gateway::KnownMenu;
use jiff::Timestamp;
use order_api::Order;
use service_kit::{Clock, Problem};
use std::sync::Arc;
use tokio::{
    sync::{broadcast::error::RecvError, watch},
    time::sleep,
};

struct OrderBoardFeed {
    _open: attendance::OpenBoard,
    live: Arc<LiveOrderHub>,
    menus: watch::Receiver<Option<KnownMenu>>,
    subscription: Option<OrderSubscription>,
    clock: Clock,
    zone: String,
    /// The reader's language.
    lang: Lang,
    /// The store as it was last sent.
    store: BoardStoreState,
}

/// Frames: `board` with the whole state first, then `ticket`, `upstream` and `store` for each
/// change.
pub async fn follow_board(
    State(site): State<SurfaceState>,
    Extension(identity): Extension<SenderIdentity>,
) -> Result<Response, Problem> {
    let zone = site.time_zone();
    let live = site.live.clone();
    let menus = site.gateway.menu_changes();
    let reader = OrderBoardFeed {
        _open: site.boards.open(),
        live,
        menus,
        subscription: None,
        clock: site.clock.clone(),
        zone,
        lang: identity.lang,
        store: BoardStoreState::default(),
    };
    let frames =
        streams::unfold(reader, |mut reader| async move { Some((reader.next().await, reader)) });
    send_to_staff(&site, &identity, frames)
}

impl OrderBoardFeed {
    async fn next(&mut self) -> Event {
        loop {
            let Some(subscription) = &mut self.subscription else { return self.snapshot_frame() };
            let change = tokio::select! {
                change = subscription.changes.recv() => change,
                // The gateway lives as long as the process.
                Ok(()) = self.menus.changed() => return self.store_frame(),
                // Opening hours and pauses end without a change of the menu.
                () = sleep(MENU_LOOK_AGAIN) => {
                    if self.current_store() == self.store {
                        continue;
                    }
                    return self.store_frame();
                }
            };
            return self.frame_for_change(change);
        }
    }

    fn frame_for_change(&mut self, change: Result<LiveOrderChange, RecvError>) -> Event {
        match change {
            Ok(LiveOrderChange::Order(order)) => {
                let known = self.known_menu();
                let menu = known.as_ref().map(|known| known.menu.as_ref());
                stream::json_frame(
                    "ticket",
                    &Ticket::from_order(&order, menu, &self.zone, self.lang),
                )
            }
            Ok(LiveOrderChange::Upstream(up)) => stream::json_frame("upstream", &up),
            // The reader fell behind or the state was replaced: send the whole board again.
            Ok(LiveOrderChange::Replaced) | Err(RecvError::Lagged(_) | RecvError::Closed) => {
                self.snapshot_frame()
            }
        }
    }

    fn known_menu(&self) -> Option<KnownMenu> {
        self.menus.borrow().clone()
    }

    fn current_store(&self) -> BoardStoreState {
        let known = self.known_menu();
        BoardStoreState::from_menu(
            known.as_ref().map(|known| known.menu.as_ref()),
            self.clock.now(),
            self.lang,
        )
    }

    fn store_frame(&mut self) -> Event {
        self.store = self.current_store();
        stream::json_frame("store", &self.store)
    }

    fn snapshot_frame(&mut self) -> Event {
        let subscription = self.live.subscribe();
        self.menus.mark_unchanged();
        let known = self.known_menu();
        let now = self.clock.now();
        let menu = known.as_ref().map(|known| known.menu.as_ref());
        self.store = BoardStoreState::from_menu(menu, now, self.lang);
        let ticket = |order: &Arc<Order>| Ticket::from_order(order, menu, &self.zone, self.lang);
        let snapshot = BoardSnapshot {
            tickets: subscription.orders.iter().map(ticket).collect(),
            store: self.store.clone(),
            upstream: subscription.feed.upstream,
            heard_ms: subscription.feed.since.map(Timestamp::as_millisecond),
            now_ms: now.as_millisecond(),
        };
        self.subscription = Some(subscription);
        stream::json_frame("board", &snapshot)
    }
}
