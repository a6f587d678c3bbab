//! How an order is handled at the counter, besides its status.

use crate::{Actor, OpeningTimes, Order, Status};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::num::NonZeroU32;
use uuid::Uuid;

/// Work on an order for later begins so long before it is wanted.
pub const BEGUN_BEFORE: SignedDuration = SignedDuration::from_mins(30);

/// What the store allows itself and the customer, as its settings were when the order was placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Terms {
    /// So long an order may wait for a yes before it expires, in seconds.
    pub accept_within_s: u32,
    /// So long a ready order is kept before it counts as not collected, in seconds.
    pub hold_s: u32,
    /// The service says yes by itself.
    pub auto_accept: bool,
    /// Days from the end of an order until its customer's name and note are erased. It is what the customer was told at checkout,
    /// so a later setting holds for later orders.
    pub forget_after_days: u32,
}

impl Default for Terms {
    fn default() -> Self {
        Self { accept_within_s: 600, hold_s: 3600, auto_accept: false, forget_after_days: 30 }
    }
}

/// The most that one customer session may have at once, as the store's settings were when the order was placed. What staff
/// take at the counter is not bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct PhoneLimits {
    /// Orders that the counter has not accepted yet; without it any number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u32>))]
    pub unaccepted_orders: Option<NonZeroU32>,
    /// Pieces in all open orders together; without it any number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u32>))]
    pub cups: Option<NonZeroU32>,
}

/// Somebody of the staff, as they were called then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct By {
    /// Stays, whatever the name becomes.
    pub id: Uuid,
    /// For people.
    pub name: String,
    /// The enrolled device it was done on; absent in what was changed before it was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<Uuid>,
}

/// What is known of an order at the counter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Handling {
    /// It expires then, unless somebody has said yes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accept_by: Option<Timestamp>,
    /// From when it is ready, and not before it was promised, to when it counts as not collected, in seconds.
    pub hold_s: u32,
    /// When it was ready last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ready_at: Option<Timestamp>,
    /// Lines that are made, as indices into `lines`, ascending.
    pub lines_done: Vec<u32>,
    /// The customer has cancelled it, and nobody at the counter has said yet that they know.
    pub unacknowledged: bool,
    /// Who changed it last, if it was somebody of the staff who is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed_by: Option<By>,
}

impl Default for Handling {
    fn default() -> Self {
        Self {
            accept_by: None,
            hold_s: Terms::default().hold_s,
            ready_at: None,
            lines_done: Vec::new(),
            unacknowledged: false,
            changed_by: None,
        }
    }
}

/// `PATCH /api/v1/orders/{id}`: what changes without a step. Each part says how it shall be, so that it may be sent twice,
/// and two tablets do not undo each other's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Amendment {
    /// Who asks.
    pub actor: Actor,
    /// When it is promised to be ready, while it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promised_at: Option<Timestamp>,
    /// A line that is made, or is not after all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<LineDone>,
    /// The counter knows that it was cancelled.
    #[serde(default)]
    pub acknowledged: bool,
}

/// Whether a line is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LineDone {
    /// Index into the order's `lines`.
    pub index: u32,
    /// It is.
    pub done: bool,
}

impl Terms {
    /// Until when an order must be accepted. One for later has its time when work on it begins, and no order has it while the
    /// store is closed.
    pub fn accept_by(
        &self,
        placed_at: Timestamp,
        pickup_at: Option<Timestamp>,
        opening: Option<OpeningTimes>,
    ) -> Timestamp {
        let work_at = pickup_at.map_or(placed_at, |at| placed_at.max(at - BEGUN_BEFORE));
        let begins_at = opening.map_or(work_at, |opening| work_at.max(opening.opens_at));
        begins_at + SignedDuration::from_secs(self.accept_within_s.into())
    }
}

impl Order {
    /// What the service makes of it if nobody moves it, and when.
    pub fn ends_by_itself(&self) -> Option<(Timestamp, Status)> {
        let hold = SignedDuration::from_secs(self.handling.hold_s.into());
        match self.status {
            Status::Placed => Some((self.handling.accept_by?, Status::Expired)),
            Status::Ready => Some((self.status_at.max(self.promised_at) + hold, Status::NoShow)),
            _ => None,
        }
    }
}
