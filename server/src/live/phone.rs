//! `GET /client/live/orders/{id}`: one order, for the phone that placed it.

use super::{Change, Live, Subscription, stream};
use crate::{identity::Identity, site::Site};
use app::{
    client::progress::Progress,
    ssr::{LiveOrders as _, condition},
    ui::Lang,
};
use axum::{
    Extension,
    extract::{Path, State},
    response::{IntoResponse, Response, sse::Event},
};
use futures::stream as streams;
use order_api::{Order, OrderId};
use service_kit::{Clock, Problem};
use std::{collections::VecDeque, sync::Arc, time::Duration};
use tokio::{sync::broadcast::error::RecvError, time::timeout};

/// How often a phone is told anew how old its order is, while the feed is lost.
const AGE_AGAIN: Duration = Duration::from_secs(30);

struct Reader {
    live: Arc<Live>,
    subscription: Subscription,
    id: OrderId,
    zone: String,
    lang: Lang,
    clock: Clock,
    waiting: VecDeque<Event>,
}

/// Frames: `progress` with the state it has first, then with every change; `stale` with words for the customer while
/// news may be late, and with `null` when they are not.
pub async fn follow(
    State(site): State<Site>,
    Extension(identity): Extension<Identity>,
    Path(id): Path<String>,
) -> Response {
    let Ok(id) = id.parse::<OrderId>() else { return Problem::not_found("order").into_response() };
    let place = match site.streams.enter() {
        Ok(place) => place,
        Err(full) => return full.into_response(),
    };
    // Subscribed first: a change between the look and the subscription would be missed.
    let subscription = site.live.subscribe();
    let order = match subscription.orders.iter().find(|order| order.id == id) {
        Some(order) => Some(order.clone()),
        None => match site.gateway.order(id).await {
            Ok(order) => order.map(Arc::new),
            Err(error) => return Problem::unavailable(error).into_response(),
        },
    };
    let Some(order) = order.filter(|order| order.customer.session == identity.session) else {
        return Problem::not_found("order").into_response();
    };
    let mut reader = Reader {
        live: site.live.clone(),
        subscription,
        id,
        zone: site.zone(),
        lang: identity.lang,
        clock: site.clock.clone(),
        waiting: VecDeque::new(),
    };
    reader.tell(&order);
    let frames = streams::unfold(reader, |mut reader| async move { Some((reader.next().await, reader)) });
    stream::respond(place.hold(frames), &site.shutdown)
}

impl Reader {
    async fn next(&mut self) -> Event {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return event;
            }
            let Ok(change) = timeout(AGE_AGAIN, self.subscription.changes.recv()).await else {
                if self.live.feed().connected {
                    continue;
                }
                return self.stale();
            };
            match change {
                Ok(Change::Order(order)) if order.id == self.id => return self.progress(&order),
                Ok(Change::Order(_)) => (),
                Ok(Change::Upstream(_)) => return self.stale(),
                Ok(Change::Replaced) | Err(RecvError::Lagged(_) | RecvError::Closed) => self.start_again(),
            }
        }
    }

    fn start_again(&mut self) {
        self.subscription = self.live.subscribe();
        if let Some(order) = self.subscription.orders.iter().find(|order| order.id == self.id).cloned() {
            self.tell(&order);
        }
    }

    fn tell(&mut self, order: &Order) {
        self.waiting.extend([self.progress(order), self.stale()]);
    }

    fn stale(&self) -> Event {
        stream::frame("stale", &condition::order_notice(self.live.feed(), self.clock.now(), self.lang))
    }

    fn progress(&self, order: &Order) -> Event {
        stream::frame("progress", &Progress::of(order, &self.zone))
    }
}
