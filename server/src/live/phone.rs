//! `GET /client/live/orders/{id}`: one order, for the phone that placed it.

use super::{Change, Live, Subscription, stream};
use crate::{identity::Identity, site::Site};
use app::client::progress::Progress;
use axum::{
    Extension,
    extract::{Path, State},
    response::{IntoResponse, Response, sse::Event},
};
use futures::stream as streams;
use order_api::{Order, OrderId};
use service_kit::Problem;
use std::{collections::VecDeque, sync::Arc};
use tokio::sync::broadcast::error::RecvError;

struct Reader {
    live: Arc<Live>,
    subscription: Subscription,
    id: OrderId,
    zone: String,
    waiting: VecDeque<Event>,
}

/// Frames: `progress` with the state it has first, then with every change; `upstream` when news may be late.
pub async fn follow(
    State(site): State<Site>,
    Extension(identity): Extension<Identity>,
    Path(id): Path<String>,
) -> Response {
    let Ok(id) = id.parse::<OrderId>() else { return Problem::not_found("order").into_response() };
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
    let mut reader =
        Reader { live: site.live.clone(), id, zone: site.zone(), waiting: VecDeque::new(), subscription };
    reader.tell(&order);
    let frames = streams::unfold(reader, |mut reader| async move { Some((reader.next().await, reader)) });
    stream::respond(frames, &site.shutdown)
}

impl Reader {
    async fn next(&mut self) -> Event {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return event;
            }
            match self.subscription.changes.recv().await {
                Ok(Change::Order(order)) if order.id == self.id => return self.progress(&order),
                Ok(Change::Order(_)) => (),
                Ok(Change::Upstream(up)) => return stream::frame("upstream", &up),
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
        let upstream = stream::frame("upstream", &self.subscription.upstream);
        self.waiting.extend([self.progress(order), upstream]);
    }

    fn progress(&self, order: &Order) -> Event {
        stream::frame("progress", &Progress::of(order, &self.zone))
    }
}
