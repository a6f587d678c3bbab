//! Contents of the order database at the end.

use order_api::{FeedCursor, Order, OrderEvent, OrderId};

/// Every order, event and idempotency key.
#[derive(Debug, Clone, Default)]
pub struct DatabaseFacts {
    pub orders: Vec<Order>,
    /// In feed order.
    pub events: Vec<FeedRow>,
    pub keys: Vec<KeyRow>,
}

/// A row of the feed, with its position.
#[derive(Debug, Clone)]
pub struct FeedRow {
    pub cursor: FeedCursor,
    pub event: OrderEvent,
}

/// An idempotency key, with the order that it placed.
#[derive(Debug, Clone)]
pub struct KeyRow {
    pub store: String,
    pub key: String,
    pub order: OrderId,
}
