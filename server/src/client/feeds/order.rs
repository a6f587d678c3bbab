//! `GET /client/live/orders/{id}`: one order, for the phone that placed it.

use crate::{
    live::{Change, Live, Subscription, stream},
    session::identity::Identity,
    state::Site,
};
use app::{
    client::orders::{open_orders::OpenOrder, progress::Progress},
    shared::{
        ssr::{LiveOrders as _, OwnOrder, condition, order_of},
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

struct Reader {
    live: Arc<Live>,
    subscription: Subscription,
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
pub async fn follow(
    State(site): State<Site>,
    Extension(identity): Extension<Identity>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id = id.parse::<OrderId>().map_err(|_| Problem::not_found("order"))?;
    let permit = site.streams.enter(identity.client)?;
    // Subscribe first: a change between reading the order and subscribing would be missed.
    let subscription = site.live.subscribe();
    let own = order_of(&identity.session, id, &site.acting(&identity), site.live.as_ref()).await;
    let own = own.map_err(Problem::unavailable)?.ok_or_else(|| Problem::not_found("order"))?;
    let mut reader = Reader {
        live: site.live.clone(),
        subscription,
        id,
        session: identity.session,
        zone: site.zone(),
        lang: identity.lang,
        clock: site.clock.clone(),
        read_at: None,
        waiting: VecDeque::new(),
    };
    reader.begin(&own);
    let frames = streams::unfold(reader, |mut reader| async move { Some((reader.next().await, reader)) });
    Ok(permit.send(frames))
}

impl Reader {
    async fn next(&mut self) -> Event {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return event;
            }
            let Ok(change) = timeout(AGE_AGAIN, self.subscription.changes.recv()).await else {
                if self.live.feed().is_lost() {
                    return self.stale();
                }
                continue;
            };
            match change {
                Ok(Change::Order(order)) if order.id == self.id => return self.progress(&order),
                Ok(Change::Order(order)) if order.customer.session == self.session => return self.others(),
                Ok(Change::Order(_)) => (),
                Ok(Change::Upstream(_)) => return self.stale(),
                Ok(Change::Replaced) | Err(RecvError::Lagged(_) | RecvError::Closed) => self.start_again(),
            }
        }
    }

    /// Queues the first frames. An order that was just read is not stale, even while the feed is
    /// lost.
    fn begin(&mut self, own: &OwnOrder) {
        self.read_at = own.is_current.then(|| self.clock.now());
        let stale = if own.is_current { stream::frame("stale", &None::<String>) } else { self.stale() };
        self.waiting.extend([self.progress(&own.order), stale, self.others()]);
    }

    fn start_again(&mut self) {
        self.subscription = self.live.subscribe();
        if let Some(order) = self.subscription.orders.iter().find(|order| order.id == self.id).cloned() {
            self.waiting.extend([self.progress(&order), self.stale(), self.others()]);
        }
    }

    fn others(&self) -> Event {
        let mut others = OpenOrder::own(self.live.as_ref(), &self.session, None, &self.zone, self.lang);
        let id = self.id.to_string();
        others.retain(|order| order.id != id && order.status.is_open());
        stream::frame("others", &others)
    }

    fn stale(&self) -> Event {
        let (feed, now) = (self.live.feed(), self.clock.now());
        stream::frame("stale", &condition::order_notice(feed, self.read_at, now, self.lang))
    }

    fn progress(&self, order: &Order) -> Event {
        stream::frame("progress", &Progress::of(order, &self.zone, self.lang))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::sample_order;
    use app::shared::{ssr::FeedStatus, ui::Upstream};
    use axum::response::{IntoResponse as _, sse::Sse};
    use std::convert::Infallible;

    /// The first two frames of a phone while the feed has been lost for ten minutes.
    async fn told_first(is_current: bool) -> String {
        let (live, clock) = (Live::without_feed(), Clock::manual(Timestamp::UNIX_EPOCH));
        live.set_feed(FeedStatus { upstream: Upstream::Lost, since: Some(clock.now()), lag: None });
        clock.advance(jiff::SignedDuration::from_mins(10));
        let order = Arc::new(sample_order(1, order_api::Status::Placed, 1));
        let mut reader = Reader {
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
        reader.begin(&OwnOrder { order, is_current });
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
