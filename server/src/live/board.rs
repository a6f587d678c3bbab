//! `GET /admin/live/board`: every ticket, for staff.

use super::{Change, Live, Subscription, stream};
use crate::{identity::Identity, site::Site};
use app::admin::ticket::{Snapshot, Ticket};
use axum::{
    Extension,
    extract::State,
    response::{Response, sse::Event},
};
use futures::stream as streams;
use jiff::Timestamp;
use order_api::Order;
use service_kit::Clock;
use std::sync::Arc;
use tokio::sync::broadcast::error::RecvError;

struct Reader {
    live: Arc<Live>,
    subscription: Option<Subscription>,
    clock: Clock,
    zone: String,
}

/// Frames: `board` with the whole state first, then `ticket` and `upstream`.
pub async fn follow(State(site): State<Site>, Extension(identity): Extension<Identity>) -> Response {
    let zone = site.zone();
    let reader = Reader { live: site.live.clone(), subscription: None, clock: site.clock.clone(), zone };
    let frames = streams::unfold(reader, |mut reader| async move { Some((reader.next().await, reader)) });
    stream::respond_to_staff(frames, &identity, &site)
}

impl Reader {
    async fn next(&mut self) -> Event {
        let Some(subscription) = &mut self.subscription else { return self.start() };
        match subscription.changes.recv().await {
            Ok(Change::Order(order)) => stream::frame("ticket", &Ticket::of(&order, &self.zone)),
            Ok(Change::Upstream(up)) => stream::frame("upstream", &up),
            // Fell behind, or the state was replaced: the whole board again.
            Ok(Change::Replaced) | Err(RecvError::Lagged(_) | RecvError::Closed) => self.start(),
        }
    }

    fn start(&mut self) -> Event {
        let subscription = self.live.subscribe();
        let ticket = |order: &Arc<Order>| Ticket::of(order, &self.zone);
        let snapshot = Snapshot {
            tickets: subscription.orders.iter().map(ticket).collect(),
            upstream: subscription.feed.upstream,
            heard_ms: subscription.feed.since.map(Timestamp::as_millisecond),
            now_ms: self.clock.now().as_millisecond(),
        };
        self.subscription = Some(subscription);
        stream::frame("board", &snapshot)
    }
}
