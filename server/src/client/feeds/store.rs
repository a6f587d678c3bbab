//! `GET /client/live/store`, also a part of the feeds of the menu and of an item: whether ordering
//! is open. That changes when staff pause or quote longer times, when opening hours begin or end,
//! and when the feed of orders is lost or returns.

use crate::{
    live::{
        LiveOrderHub,
        stream::{self, MENU_LOOK_AGAIN},
    },
    session::identity::SenderIdentity,
    state::SurfaceState,
};
use app::{
    client::parts::ordering::OrderingUpdate,
    shared::{
        ssr::LiveOrders as _,
        ui::{Lang, OrderFeedState},
    },
};
use axum::{
    Extension,
    extract::State,
    response::{Response, sse::Event},
};
use futures::{Stream, stream as streams};
use gateway::KnownMenu;
use service_kit::{Clock, Problem};
use std::{sync::Arc, time::Duration};
use tokio::{select, sync::watch, time::sleep};

struct OrderingStateFeed {
    live: Arc<LiveOrderHub>,
    clock: Clock,
    lang: Lang,
    changes: watch::Receiver<Option<KnownMenu>>,
    upstream: watch::Receiver<OrderFeedState>,
    told: Option<OrderingUpdate>,
}

/// Frames: `store` at once and on every change.
pub async fn follow_store(
    State(site): State<SurfaceState>,
    Extension(identity): Extension<SenderIdentity>,
) -> Result<Response, Problem> {
    let permit = site.streams.acquire_permit(identity.client)?;
    Ok(permit.send(store_frames(&site, identity.lang)))
}

/// The `store` frames, for a feed with others besides; they end with the gateway.
pub fn store_frames(site: &SurfaceState, lang: Lang) -> impl Stream<Item = Event> + Send + use<> {
    let live = site.live.clone();
    let clock = site.clock.clone();
    let changes = site.gateway.menu_changes();
    let upstream = site.live.upstream_changes();
    let reader = OrderingStateFeed { live, clock, lang, changes, upstream, told: None };
    streams::unfold(reader, |mut reader| async move { Some((reader.next().await?, reader)) })
}

impl OrderingStateFeed {
    async fn next(&mut self) -> Option<Event> {
        loop {
            let (news, for_s) = self.current_ordering();
            if news.is_some() && news != self.told {
                let event = stream::json_frame("store", &news);
                self.told = news;
                return Some(event);
            }
            select! {
                changed = self.changes.changed() => changed.ok()?,
                changed = self.upstream.changed() => changed.ok()?,
                () = sleep(for_s) => (),
            }
        }
    }

    /// The current state, `None` while no menu is known, and the time until the next refresh.
    fn current_ordering(&mut self) -> (Option<OrderingUpdate>, Duration) {
        self.upstream.mark_unchanged();
        let now = self.clock.now();
        let known = self.changes.borrow_and_update();
        let Some(store) = known.as_ref().map(|known| &known.menu.store) else {
            return (None, MENU_LOOK_AGAIN);
        };
        let left = OrderingUpdate::next_change_at(store, now).map(|at| at.duration_since(now));
        // A little later, so that the period is over by then.
        let left = left
            .and_then(|left| Duration::try_from(left).ok())
            .map(|left| left + Duration::from_millis(50));
        let news = OrderingUpdate::from_store(store, self.live.feed_status(), now, self.lang);
        (Some(news), left.map_or(MENU_LOOK_AGAIN, |left| left.min(MENU_LOOK_AGAIN)))
    }
}
