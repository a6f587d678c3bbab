//! The feed `GET /api/v1/orders/events`: every change of every order, in commit order, resumable without a gap.
//!
//! Frames: first, when no position is given, `event: snapshot` with a [`FeedSnapshot`], once or more often; then
//! `event: order` with an [`OrderEvent`]. The frame's `id` is a [`Cursor`]; of a snapshot's frames only the last has
//! one, so nobody resumes in the middle. `: heartbeat` comments keep the line warm.

use crate::{Actor, Order};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A position in the feed. On Postgres rows become visible out of sequence order, so the position is the writing
/// transaction first and the sequence second; SQLite has one writer, and its first part is always 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Cursor {
    /// Id of the writing transaction, 0 on SQLite.
    pub transaction: i64,
    /// Sequence number of the event.
    pub sequence: i64,
}

/// The text is no `transaction-sequence`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidCursor;

impl fmt::Display for InvalidCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a feed position looks like 0-42")
    }
}

impl std::error::Error for InvalidCursor {}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.transaction, self.sequence)
    }
}

impl FromStr for Cursor {
    type Err = InvalidCursor;
    fn from_str(text: &str) -> Result<Self, InvalidCursor> {
        let number = |part: &str| {
            part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok()).flatten().ok_or(InvalidCursor)
        };
        let (transaction, sequence) = text.split_once('-').ok_or(InvalidCursor)?;
        Ok(Self { transaction: number(transaction)?, sequence: number(sequence)? })
    }
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// A new order.
    Placed,
    /// A new status.
    StatusChanged,
    /// The same status, and something else is new.
    Amended,
}

/// One change, with the whole order as it stood after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderEvent {
    /// What happened.
    pub kind: EventKind,
    /// Who did it.
    pub actor: Actor,
    /// When.
    pub at: Timestamp,
    /// The order after it; readers keep the highest `version` they saw.
    pub order: Order,
}

/// `GET /api/v1/orders/{id}/events`: what happened to one order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct History {
    /// Oldest first.
    pub events: Vec<OrderEvent>,
}

/// All orders that are open, or ended so lately that they can be recalled; or a part of them, so that no frame grows
/// with the café.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FeedSnapshot {
    /// In no order.
    pub orders: Vec<Order>,
    /// Another part follows.
    #[serde(default)]
    pub more: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_its_text_and_nothing_else_is_one() {
        let cursor = Cursor { transaction: 7, sequence: 42 };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for bad in ["", "42", "-", "1-", "-1", "1--2", "+1-2", "a-b", "1-2-3", "99999999999999999999-1"] {
            assert_eq!(bad.parse::<Cursor>(), Err(InvalidCursor), "{bad:?}");
        }
    }
}
