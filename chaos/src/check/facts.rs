//! Contents of the order database at the end.

use order_api::{Cursor, Order, OrderEvent, OrderId};

/// Every order, event and idempotency key.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub orders: Vec<Order>,
    /// In feed order.
    pub events: Vec<Event>,
    pub keys: Vec<KeyRow>,
}

/// A row of the feed, with its position.
#[derive(Debug, Clone)]
pub struct Event {
    pub cursor: Cursor,
    pub event: OrderEvent,
}

/// An idempotency key, with the order that it placed.
#[derive(Debug, Clone)]
pub struct KeyRow {
    pub store: String,
    pub key: String,
    pub order: OrderId,
}
