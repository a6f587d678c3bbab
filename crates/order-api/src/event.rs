//! Event feed `GET /api/v1/orders/events`: every change of every order in commit order, resumable
//! without gaps.
//!
//! A request without a position first gets a snapshot: one or more `event: snapshot` frames, each
//! with a [`FeedSnapshot`]. Then follow `event: order` frames, each with an [`OrderEvent`]. The
//! frame's `id` is a [`Cursor`]. Of the snapshot's frames only the last has an `id`, so a reader
//! cannot resume in the middle of a snapshot. `: heartbeat` comments keep the connection alive.

use crate::{Order, OrderActor};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A position in the feed, ordered by transaction, then by sequence. On Postgres, rows become
/// visible out of sequence order, so the writing transaction comes first. SQLite has a single
/// writer, and the transaction is always 0 there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct FeedCursor {
    /// Id of the writing transaction; 0 on SQLite.
    pub transaction: i64,
    /// Sequence number of the event.
    pub sequence: i64,
}

/// The text does not have the form `transaction-sequence`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidCursor;

impl fmt::Display for InvalidCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a feed position looks like 0-42")
    }
}

impl std::error::Error for InvalidCursor {}

impl fmt::Display for FeedCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.transaction, self.sequence)
    }
}

impl FromStr for FeedCursor {
    type Err = InvalidCursor;
    fn from_str(text: &str) -> Result<Self, InvalidCursor> {
        let number = |part: &str| {
            part.bytes()
                .all(|b| b.is_ascii_digit())
                .then(|| part.parse().ok())
                .flatten()
                .ok_or(InvalidCursor)
        };
        let (transaction, sequence) = text.split_once('-').ok_or(InvalidCursor)?;
        Ok(Self { transaction: number(transaction)?, sequence: number(sequence)? })
    }
}

/// Kind of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// The order is new.
    Placed,
    /// The status changed.
    StatusChanged,
    /// The status is the same; something else changed.
    Amended,
}

/// One change, with the whole order after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderEvent {
    /// Kind of the change.
    pub kind: EventKind,
    /// Role that made the change.
    pub actor: OrderActor,
    /// Time of the change.
    pub at: Timestamp,
    /// The order after the change. Readers keep the highest `version` they saw.
    pub order: Order,
}

/// Response of `GET /api/v1/orders/{id}/events`: the events of one order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderHistory {
    /// Oldest first.
    pub events: Vec<OrderEvent>,
}

/// Snapshot of all orders that are open, ended within the recall window, or cancelled and not yet
/// acknowledged by the counter; or one part of it. Splitting it into parts bounds the size of a
/// frame.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FeedSnapshot {
    /// Orders of this part, in no particular sequence.
    pub orders: Vec<Order>,
    /// Whether another part follows.
    #[serde(default)]
    pub more: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_its_text_and_nothing_else_is_one() {
        let cursor = FeedCursor { transaction: 7, sequence: 42 };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for bad in
            ["", "42", "-", "1-", "-1", "1--2", "+1-2", "a-b", "1-2-3", "99999999999999999999-1"]
        {
            assert_eq!(bad.parse::<FeedCursor>(), Err(InvalidCursor), "{bad:?}");
        }
    }
}
