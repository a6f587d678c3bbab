//! Pickup numbers for the public screen, and nothing else of an order.

use crate::shared::{
    ssr::FeedStatus,
    ui::{Lang, OrderFeedState, PageNotice},
};
use jiff::{SignedDuration, Timestamp};
use order_api::{Order, OrderStatus};
use serde::Serialize;
use std::{
    cmp::Reverse,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::Arc,
};

/// How long a number stays highlighted after it was called.
const FRESH: SignedDuration = SignedDuration::from_secs(60);

/// One frame of the screen's feed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct PickupNumbers {
    /// Orders being made, oldest first.
    pub preparing: Vec<PickupNumber>,
    /// Orders that are ready, newest first.
    pub ready: Vec<PickupNumber>,
    /// How many of `ready`, from the front, were called within the last minute.
    pub fresh: usize,
    /// Notice of the numbers' age, when they may be out of date.
    pub stale: Option<String>,
}

/// A pickup number on the screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PickupNumber {
    /// Hash of the order's id: it identifies the order without revealing the id.
    pub tag: String,
    /// The pickup number.
    pub number: i64,
}

impl PickupNumber {
    fn from_order(order: &Order) -> Self {
        let mut hasher = DefaultHasher::new();
        order.id.hash(&mut hasher);
        Self { tag: format!("{:016x}", hasher.finish()), number: order.number }
    }
}

impl PickupNumbers {
    /// The numbers of `store`'s orders, or of every store's for `None`. Orders that are not yet
    /// accepted are left out.
    pub fn from_orders(
        orders: &[Arc<Order>],
        store: Option<&str>,
        feed: FeedStatus,
        now: Timestamp,
        lang: Lang,
    ) -> Self {
        let here = || orders.iter().filter(|order| store.is_none_or(|store| order.store == store));
        let mut preparing: Vec<_> = here()
            .filter(|order| matches!(order.status, OrderStatus::Accepted | OrderStatus::Preparing))
            .collect();
        preparing.sort_by_key(|order| (order.placed_at, order.number));
        let mut ready: Vec<_> = here().filter(|order| order.status == OrderStatus::Ready).collect();
        ready.sort_by_key(|order| Reverse((order.status_at, order.number)));
        let fresh =
            ready.iter().take_while(|order| now.duration_since(order.status_at) < FRESH).count();
        let age = if feed.upstream == OrderFeedState::Starting { None } else { feed.age_at(now) };
        Self {
            preparing: preparing.into_iter().map(|order| PickupNumber::from_order(order)).collect(),
            ready: ready.into_iter().map(|order| PickupNumber::from_order(order)).collect(),
            fresh,
            stale: (!feed.is_connected()).then(|| PageNotice::CallsStale(age).text_in(lang)),
        }
    }
}
