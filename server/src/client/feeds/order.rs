//! `GET /client/live/orders/{id}`: one order, for the phone that placed it.

use crate::{
    live::{LiveOrderChange, LiveOrderHub, OrderSubscription, stream},
    session::identity::SenderIdentity,
    state::SurfaceState,
};
use app::{
    client::orders::{open_orders::OpenOrder, progress::ProgressFrame},
    shared::{
        ssr::{LiveOrders as _, OwnOrder, condition, find_order_of},
        ui::Lang,
    },
};
use axum::{
    Extension,
    extract::{Path, State},
    response::{Response, sse::Event},
};
use futures::stream as streams;
use jiff::Timestamp;
use order_api::{Order, OrderId};
use service_kit::{Clock, Problem};
use std::{collections::VecDeque, sync::Arc, time::Duration};
use tokio::{sync::broadcast::error::RecvError, time::timeout};

/// Interval at which a phone gets the age of its order while the feed is lost.
const AGE_AGAIN: Duration = Duration::from_secs(30);

struct OrderPageFeed {
    live: Arc<LiveOrderHub>,
    subscription: OrderSubscription,
    id: OrderId,
    session: String,
    zone: String,
    lang: Lang,
    clock: Clock,
    /// When the order was read from the order service: it is no older than that, even if the feed
    /// was lost earlier.
    read_at: Option<Timestamp>,
    waiting: VecDeque<Event>,
}

/// Frames: `progress` with the order's state at once and on every change; `others` with this
/// phone's other open orders, likewise; `stale` with words for the customer while updates may be
/// late, and with `null` when they are not.
pub async fn follow_order(
    State(site): State<SurfaceState>,
    Extension(identity): Extension<SenderIdentity>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id = id.parse::<OrderId>().map_err(|_| Problem::not_found("order"))?;
    let permit = site.streams.acquire_permit(identity.client)?;
    // Subscribe first: a change between reading the order and subscribing would be missed.
    let subscription = site.live.subscribe();
    let own =
        find_order_of(&identity.session, id, &site.gateway_for(&identity), site.live.as_ref())
            .await;
    let own =
        own.map_err(Problem::service_unavailable)?.ok_or_else(|| Problem::not_found("order"))?;
    let mut reader = OrderPageFeed {
        live: site.live.clone(),
        subscription,
        id,
        session: identity.session,
        zone: site.time_zone(),
        lang: identity.lang,
        clock: site.clock.clone(),
        read_at: None,
        waiting: VecDeque::new(),
    };
    reader.queue_first_frames(&own);
    let frames =
        streams::unfold(reader, |mut reader| async move { Some((reader.next().await, reader)) });
    Ok(permit.send(frames))
}

impl OrderPageFeed {
    async fn next(&mut self) -> Event {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return event;
            }
            let Ok(change) = timeout(AGE_AGAIN, self.subscription.changes.recv()).await else {
                if self.live.feed_status().is_lost() {
                    return self.stale_frame();
                }
                continue;
            };
            match change {
                Ok(LiveOrderChange::Order(order)) if order.id == self.id => {
                    return self.progress_frame(&order);
                }
                Ok(LiveOrderChange::Order(order)) if order.customer.session == self.session => {
                    return self.other_orders_frame();
                }
                Ok(LiveOrderChange::Order(_)) => (),
                Ok(LiveOrderChange::Upstream(_)) => return self.stale_frame(),
                Ok(LiveOrderChange::Replaced) | Err(RecvError::Lagged(_) | RecvError::Closed) => {
                    self.resubscribe();
                }
            }
        }
    }

    /// Queues the first frames. An order that was just read is not stale, even while the feed is
    /// lost.
    fn queue_first_frames(&mut self, own: &OwnOrder) {
        self.read_at = own.is_current.then(|| self.clock.now());
        let stale = if own.is_current {
            stream::json_frame("stale", &None::<String>)
        } else {
            self.stale_frame()
        };
        self.waiting.extend([self.progress_frame(&own.order), stale, self.other_orders_frame()]);
    }

    fn resubscribe(&mut self) {
        self.subscription = self.live.subscribe();
        if let Some(order) =
            self.subscription.orders.iter().find(|order| order.id == self.id).cloned()
        {
            self.waiting.extend([
                self.progress_frame(&order),
                self.stale_frame(),
                self.other_orders_frame(),
            ]);
        }
    }

    fn other_orders_frame(&self) -> Event {
        let mut others = OpenOrder::list_for_session(
            self.live.as_ref(),
            &self.session,
            None,
            &self.zone,
            self.lang,
        );
        let id = self.id.to_string();
        others.retain(|order| order.id != id && order.status.is_open());
        stream::json_frame("others", &others)
    }

    fn stale_frame(&self) -> Event {
        let feed = self.live.feed_status();
        let now = self.clock.now();
        stream::json_frame("stale", &condition::order_notice(feed, self.read_at, now, self.lang))
    }

    fn progress_frame(&self, order: &Order) -> Event {
        stream::json_frame("progress", &ProgressFrame::from_order(order, &self.zone, self.lang))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::sample_order;
    use app::shared::{ssr::FeedStatus, ui::OrderFeedState};
    use axum::response::{IntoResponse as _, sse::Sse};
    use std::convert::Infallible;

    /// The first two frames of a phone while the feed has been lost for ten minutes.
    async fn told_first(is_current: bool) -> String {
        let live = LiveOrderHub::without_feed();
        let clock = Clock::manual(Timestamp::UNIX_EPOCH);
        live.set_feed(FeedStatus {
            upstream: OrderFeedState::Lost,
            since: Some(clock.now()),
            lag: None,
        });
        clock.advance_by(jiff::SignedDuration::from_mins(10));
        let order = Arc::new(sample_order(1, order_api::OrderStatus::Placed, 1));
        let mut reader = OrderPageFeed {
            subscription: live.subscribe(),
            live,
            id: order.id,
            session: String::new(),
            zone: "UTC".to_owned(),
            lang: Lang::En,
            clock,
            read_at: None,
            waiting: VecDeque::new(),
        };
        reader.queue_first_frames(&OwnOrder { order, is_current });
        let events = [reader.next().await, reader.next().await].map(Ok::<_, Infallible>);
        let body = Sse::new(streams::iter(events)).into_response().into_body();
        String::from_utf8(axum::body::to_bytes(body, 10_000).await.unwrap().to_vec()).unwrap()
    }

    #[tokio::test]
    async fn an_order_that_was_just_read_is_not_called_old() {
        assert!(told_first(true).await.ends_with("event: stale\ndata: null\n\n"));
        assert!(told_first(false).await.contains("as of 10 minutes ago"));
    }
}
