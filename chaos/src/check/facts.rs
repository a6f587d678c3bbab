//! What the order database holds at the end.

use order_api::{Cursor, Order, OrderEvent, OrderId};

/// All of it that was ever promised to anybody.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub orders: Vec<Order>,
    /// In feed order.
    pub events: Vec<Event>,
    pub keys: Vec<KeyRow>,
}

/// A row of the feed.
#[derive(Debug, Clone)]
pub struct Event {
    pub cursor: Cursor,
    pub event: OrderEvent,
}

/// Which order a key placed.
#[derive(Debug, Clone)]
pub struct KeyRow {
    pub store: String,
    pub key: String,
    pub order: OrderId,
}
