//! What the public screen shows: numbers, and nothing else of an order.

use crate::{
    ssr::FeedStatus,
    ui::{Lang, State, Upstream},
};
use jiff::{SignedDuration, Timestamp};
use order_api::{Order, Status};
use serde::Serialize;
use std::{
    cmp::Reverse,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::Arc,
};

/// How long a number stands out after it was called.
const FRESH: SignedDuration = SignedDuration::from_secs(60);

/// One frame of the screen's feed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Calls {
    /// What is being made, the oldest first.
    pub preparing: Vec<Call>,
    /// What is ready, the newest first.
    pub ready: Vec<Call>,
    /// How many of those have just been called.
    pub fresh: usize,
    /// How old all that is, in words, if it may not be true any more.
    pub stale: Option<String>,
}

/// A number on the screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Call {
    /// Which order it is, without telling its id.
    pub tag: String,
    /// As it is called out.
    pub number: i64,
}

impl Call {
    fn of(order: &Order) -> Self {
        let mut hasher = DefaultHasher::new();
        order.id.hash(&mut hasher);
        Self { tag: format!("{:016x}", hasher.finish()), number: order.number }
    }
}

impl Calls {
    /// Of this store's orders; what nobody has said yes to yet is not among them.
    pub fn of(
        orders: &[Arc<Order>],
        store: Option<&str>,
        feed: FeedStatus,
        now: Timestamp,
        lang: Lang,
    ) -> Self {
        let here = || orders.iter().filter(|order| store.is_none_or(|store| order.store == store));
        let mut preparing: Vec<_> =
            here().filter(|order| matches!(order.status, Status::Accepted | Status::Preparing)).collect();
        preparing.sort_by_key(|order| (order.placed_at, order.number));
        let mut ready: Vec<_> = here().filter(|order| order.status == Status::Ready).collect();
        ready.sort_by_key(|order| Reverse((order.status_at, order.number)));
        let fresh = ready.iter().take_while(|order| now.duration_since(order.status_at) < FRESH).count();
        let age = if feed.upstream == Upstream::Starting { None } else { feed.age(now) };
        Self {
            preparing: preparing.into_iter().map(|order| Call::of(order)).collect(),
            ready: ready.into_iter().map(|order| Call::of(order)).collect(),
            fresh,
            stale: (!feed.is_connected()).then(|| State::CallsStale(age).text(lang)),
        }
    }
}
