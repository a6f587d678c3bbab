//! The kinds of lines.

use super::Key;
use order_api::{Actor, Cursor, OrderId, Status};
use serde::{Serialize, Serializer};

/// A line of the record.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// Milliseconds since the record began.
    pub at_ms: u64,
    /// What.
    #[serde(flatten)]
    pub record: Record,
}

/// What a client did, was told or saw.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Record {
    /// A placement that somebody is about to ask for, noted before its first try. `legal` is false for one that must
    /// never become an order.
    Wanted { key: Key, via: Via, legal: bool, wanted: Box<Wanted> },
    /// A try of it, at this address.
    Tried { key: Key, address: Box<str> },
    /// It is an order, so somebody was told; the number and the total where the answer had them.
    Acknowledged { key: Key, order: OrderId, number: Option<i64>, total: Option<i64>, took_ms: u32 },
    /// A try was refused.
    Refused { key: Key, status: u16, code: Box<str>, took_ms: u32 },
    /// A try had no answer: it may or may not have become an order.
    Unknown { key: Key, why: Box<str>, took_ms: u32 },
    /// A key that had placed an order was sent with another body, and this was the answer.
    KeyMisused { key: Key, status: u16, code: Box<str> },
    /// What an order's own page said.
    Shown { order: OrderId, number: i64, total: i64 },

    /// A step was acknowledged; the version after it where the answer had it.
    Moved { order: OrderId, to: Status, expected_version: i64, by: Actor, version: Option<i64> },
    /// A step was refused.
    MoveRefused { order: OrderId, to: Status, expected_version: i64, code: Box<str> },
    /// A step had no answer.
    MoveUnknown { order: OrderId, to: Status, expected_version: i64, why: Box<str> },

    /// A reader of the order feed connects, with the position it had.
    Connecting {
        reader: u32,
        address: Box<str>,
        #[serde(serialize_with = "position")]
        after: Option<Cursor>,
    },
    /// A snapshot gave it this position.
    Started {
        reader: u32,
        #[serde(serialize_with = "text")]
        cursor: Cursor,
    },
    /// It saw an event.
    Seen {
        reader: u32,
        #[serde(serialize_with = "text")]
        cursor: Cursor,
        order: OrderId,
        version: i64,
        status: Status,
    },
    /// It lost its line.
    Lost { reader: u32, why: Box<str> },
    /// The run is over for it; `caught_up` when it had reached the head that was read after the last change.
    Ended {
        reader: u32,
        caught_up: bool,
        #[serde(serialize_with = "position")]
        cursor: Option<Cursor>,
    },

    /// A board was given the whole state.
    Board { reader: u32, tickets: u32 },
    /// A board was given one ticket.
    Ticket {
        reader: u32,
        #[serde(flatten)]
        stand: Stand,
    },
    /// The run is over for a board; this is what it showed when the feed had come to `head`.
    BoardEnded {
        reader: u32,
        connected: bool,
        #[serde(serialize_with = "text")]
        head: Cursor,
        tickets: Vec<Stand>,
    },
    /// A phone was told where its order stands.
    Followed {
        #[serde(flatten)]
        stand: Stand,
    },

    /// Nobody was free to make so many more requests.
    Skipped { placements: u64 },
    /// What was done to the system.
    Fault { line: String },
}

/// Where somebody saw an order stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Stand {
    pub order: OrderId,
    pub version: i64,
    pub status: Status,
}

/// Which way a placement goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// A phone at the client surface.
    Surface,
    /// A program at the order service.
    Direct,
}

/// What somebody means to order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Wanted {
    pub lines: Vec<WantedLine>,
    /// Minor units, as the customer was shown it.
    pub total: i64,
}

/// One line of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct WantedLine {
    pub item: String,
    pub quantity: i64,
    /// Sorted.
    pub options: Vec<WantedOption>,
    /// Minor units, where it is known.
    pub line_total: Option<i64>,
}

/// One option of a line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct WantedOption {
    pub option: String,
    pub quantity: i64,
}

fn text<S: Serializer>(cursor: &Cursor, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(cursor)
}

fn position<S: Serializer>(cursor: &Option<Cursor>, serializer: S) -> Result<S::Ok, S::Error> {
    match cursor {
        Some(cursor) => serializer.collect_str(cursor),
        None => serializer.serialize_none(),
    }
}
