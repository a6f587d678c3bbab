//! Kinds of lines in the record.

use super::PlacementKey;
use order_api::{FeedCursor, OrderActor, OrderId, OrderStatus};
use serde::{Serialize, Serializer};

/// A line of the record.
#[derive(Debug, Clone, Serialize)]
pub struct HistoryEntry {
    /// Milliseconds since the record began.
    pub at_ms: u64,
    #[serde(flatten)]
    pub record: HistoryRecord,
}

/// An action or an observation of a client, or a disturbance of the system.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum HistoryRecord {
    /// A placement about to be sent, noted before its first try. `legal` is false for one that must
    /// never become an order.
    Wanted { key: PlacementKey, via: PlacementRoute, legal: bool, wanted: Box<IntendedOrder> },
    /// One try of a placement, at this address.
    Tried { key: PlacementKey, address: Box<str> },
    /// A try was acknowledged as an order; number and total where the answer had them.
    Acknowledged {
        key: PlacementKey,
        order: OrderId,
        number: Option<i64>,
        total: Option<i64>,
        took_ms: u32,
    },
    /// A try was refused.
    Refused { key: PlacementKey, status: u16, code: Box<str>, took_ms: u32 },
    /// A try had no answer: it may or may not have become an order.
    Unknown { key: PlacementKey, why: Box<str>, took_ms: u32 },
    /// A key that had placed an order was sent again with another body, and this was the answer.
    KeyMisused { key: PlacementKey, status: u16, code: Box<str> },
    /// Number and total on the order's own page.
    Shown { order: OrderId, number: i64, total: i64 },

    /// A status step was acknowledged; `version` is the one after it, where the answer had it.
    Moved {
        order: OrderId,
        to: OrderStatus,
        expected_version: i64,
        by: OrderActor,
        version: Option<i64>,
    },
    /// A status step was refused.
    MoveRefused { order: OrderId, to: OrderStatus, expected_version: i64, code: Box<str> },
    /// A status step had no answer.
    MoveUnknown { order: OrderId, to: OrderStatus, expected_version: i64, why: Box<str> },

    /// A reader of the order feed connects and resumes after its last position.
    Connecting {
        reader: u32,
        address: Box<str>,
        #[serde(serialize_with = "serialize_optional_cursor")]
        after: Option<FeedCursor>,
    },
    /// A snapshot gave the reader this position.
    Started {
        reader: u32,
        #[serde(serialize_with = "serialize_cursor")]
        cursor: FeedCursor,
    },
    /// The reader received an event.
    Seen {
        reader: u32,
        #[serde(serialize_with = "serialize_cursor")]
        cursor: FeedCursor,
        order: OrderId,
        version: i64,
        status: OrderStatus,
    },
    /// The reader lost its connection.
    Lost { reader: u32, why: Box<str> },
    /// The run is over for the reader; `caught_up` if it reached the head that was read after the
    /// last change.
    Ended {
        reader: u32,
        caught_up: bool,
        #[serde(serialize_with = "serialize_optional_cursor")]
        cursor: Option<FeedCursor>,
    },

    /// A board received the whole state, with this many tickets.
    Board { reader: u32, tickets: u32 },
    /// A board received one ticket.
    Ticket {
        reader: u32,
        #[serde(flatten)]
        stand: OrderState,
    },
    /// The run is over for a board; `tickets` are those on it when the feed was at `head`.
    BoardEnded {
        reader: u32,
        connected: bool,
        #[serde(serialize_with = "serialize_cursor")]
        head: FeedCursor,
        tickets: Vec<OrderState>,
    },
    /// A phone received the state of its order.
    Followed {
        #[serde(flatten)]
        stand: OrderState,
    },

    /// Placements left out because every simulated client was busy.
    Skipped { placements: u64 },
    /// A disturbance of the system, or the end of one.
    Fault { line: String },
}

/// State of an order as a client saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct OrderState {
    pub order: OrderId,
    pub version: i64,
    pub status: OrderStatus,
}

/// Route of a placement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PlacementRoute {
    /// A phone at the client surface.
    Surface,
    /// A program at the order service.
    Direct,
}

/// Contents of an intended order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IntendedOrder {
    pub lines: Vec<IntendedLine>,
    /// Minor units, as shown to the customer.
    pub total: i64,
}

/// One line of an intended order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct IntendedLine {
    pub item: String,
    pub quantity: i64,
    /// Sorted.
    pub options: Vec<IntendedOption>,
    /// Minor units, where known.
    pub line_total: Option<i64>,
}

/// One option of a line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct IntendedOption {
    pub option: String,
    pub quantity: i64,
}

fn serialize_cursor<S: Serializer>(cursor: &FeedCursor, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(cursor)
}

fn serialize_optional_cursor<S: Serializer>(
    cursor: &Option<FeedCursor>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match cursor {
        Some(cursor) => serializer.collect_str(cursor),
        None => serializer.serialize_none(),
    }
}
