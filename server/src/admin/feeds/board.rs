//! `GET /admin/live/board`: every ticket and the store's state, for staff.

use super::respond;
use crate::{
    live::{
        Change, Live, Subscription, attendance,
        stream::{self, MENU_LOOK_AGAIN},
    },
    session::identity::Identity,
    state::Site,
};
use app::{
    admin::board::ticket::{Snapshot, Store, Ticket},
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

struct Reader {
    _open: attendance::Board,
    live: Arc<Live>,
    menus: watch::Receiver<Option<KnownMenu>>,
    subscription: Option<Subscription>,
    clock: Clock,
    zone: String,
    /// The reader's language.
    lang: Lang,
    /// The store as it was last sent.
    store: Store,
}

/// Frames: `board` with the whole state first, then `ticket`, `upstream` and `store` for each
/// change.
pub async fn follow(
    State(site): State<Site>,
    Extension(identity): Extension<Identity>,
) -> Result<Response, Problem> {
    let zone = site.zone();
    let (live, menus) = (site.live.clone(), site.gateway.menu_changes());
    let reader = Reader {
        _open: site.boards.open(),
        live,
        menus,
        subscription: None,
        clock: site.clock.clone(),
        zone,
        lang: identity.lang,
        store: Store::default(),
    };
    let frames = streams::unfold(reader, |mut reader| async move { Some((reader.next().await, reader)) });
    respond(&site, &identity, frames)
}

impl Reader {
    async fn next(&mut self) -> Event {
        loop {
            let Some(subscription) = &mut self.subscription else { return self.start() };
            let change = tokio::select! {
                change = subscription.changes.recv() => change,
                // The gateway lives as long as the process.
                Ok(()) = self.menus.changed() => return self.store(),
                // Opening hours and pauses end without a change of the menu.
                () = sleep(MENU_LOOK_AGAIN) => {
                    if self.look() == self.store {
                        continue;
                    }
                    return self.store();
                }
            };
            return self.tell(change);
        }
    }

    fn tell(&mut self, change: Result<Change, RecvError>) -> Event {
        match change {
            Ok(Change::Order(order)) => {
                let known = self.known();
                let menu = known.as_ref().map(|known| known.menu.as_ref());
                stream::frame("ticket", &Ticket::of(&order, menu, &self.zone, self.lang))
            }
            Ok(Change::Upstream(up)) => stream::frame("upstream", &up),
            // The reader fell behind or the state was replaced: send the whole board again.
            Ok(Change::Replaced) | Err(RecvError::Lagged(_) | RecvError::Closed) => self.start(),
        }
    }

    fn known(&self) -> Option<KnownMenu> {
        self.menus.borrow().clone()
    }

    fn look(&self) -> Store {
        let known = self.known();
        Store::of(known.as_ref().map(|known| known.menu.as_ref()), self.clock.now(), self.lang)
    }

    fn store(&mut self) -> Event {
        self.store = self.look();
        stream::frame("store", &self.store)
    }

    fn start(&mut self) -> Event {
        let subscription = self.live.subscribe();
        self.menus.mark_unchanged();
        let (known, now) = (self.known(), self.clock.now());
        let menu = known.as_ref().map(|known| known.menu.as_ref());
        self.store = Store::of(menu, now, self.lang);
        let ticket = |order: &Arc<Order>| Ticket::of(order, menu, &self.zone, self.lang);
        let snapshot = Snapshot {
            tickets: subscription.orders.iter().map(ticket).collect(),
            store: self.store.clone(),
            upstream: subscription.feed.upstream,
            heard_ms: subscription.feed.since.map(Timestamp::as_millisecond),
            now_ms: now.as_millisecond(),
        };
        self.subscription = Some(subscription);
        stream::frame("board", &snapshot)
    }
}
