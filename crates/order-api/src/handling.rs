//! State of an order at the counter besides its status.

use crate::{OpeningTimes, Order, OrderActor, OrderStatus};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::num::NonZeroU32;
use uuid::Uuid;

/// How long before its pickup time the work on a preorder begins.
pub const BEGUN_BEFORE: SignedDuration = SignedDuration::from_mins(30);

/// Deadlines and retention of an order, as the store's settings were at the placement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct OrderDeadlines {
    /// Seconds an order may wait for acceptance before it expires.
    pub accept_within_s: u32,
    /// Seconds a ready order is held before it becomes a no-show.
    pub hold_s: u32,
    /// Whether the service accepts orders by itself.
    pub auto_accept: bool,
    /// Days from the end of an order until the customer's name and note are erased. The checkout
    /// page showed this number, so a changed setting applies only to later orders.
    pub forget_after_days: u32,
}

impl Default for OrderDeadlines {
    fn default() -> Self {
        Self { accept_within_s: 600, hold_s: 3600, auto_accept: false, forget_after_days: 30 }
    }
}

/// What one customer session may have open at the same time, as the store's settings were at the
/// placement. Orders that staff take at the counter are not limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct PhoneLimits {
    /// Maximum orders that the counter has not accepted yet; absent: unlimited.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u32>))]
    pub unaccepted_orders: Option<NonZeroU32>,
    /// Maximum pieces in all open orders together; absent: unlimited.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u32>))]
    pub cups: Option<NonZeroU32>,
}

/// A member of staff, with the name at the time of the change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActingStaff {
    /// Stable when the name changes.
    pub id: Uuid,
    /// Display name.
    pub name: String,
    /// Enrolled device of the change; absent in changes older than this field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<Uuid>,
}

/// State of an order at the counter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct OrderHandling {
    /// Time at which the order expires unless it was accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accept_by: Option<Timestamp>,
    /// Seconds from the promised time, or from the time it became ready if that is later, until
    /// the order becomes a no-show.
    pub hold_s: u32,
    /// Last time the order became ready.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ready_at: Option<Timestamp>,
    /// Finished lines, as indices into `lines`, ascending.
    pub lines_done: Vec<u32>,
    /// Whether the customer cancelled the order and staff have not acknowledged that yet.
    pub unacknowledged: bool,
    /// Member of staff who made the last change; absent if it was not staff or is unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed_by: Option<ActingStaff>,
}

impl Default for OrderHandling {
    fn default() -> Self {
        Self {
            accept_by: None,
            hold_s: OrderDeadlines::default().hold_s,
            ready_at: None,
            lines_done: Vec::new(),
            unacknowledged: false,
            changed_by: None,
        }
    }
}

/// Body of `PATCH /api/v1/orders/{id}`: changes without a transition. Each part is a desired state,
/// so sending it twice changes nothing and two tablets do not undo each other's changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderAmendment {
    /// Claimed role of the caller.
    pub actor: OrderActor,
    /// New promised time, while the order is not ready.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promised_at: Option<Timestamp>,
    /// Marks one line as finished or not finished.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<LineDone>,
    /// Acknowledges the customer's cancellation.
    #[serde(default)]
    pub acknowledged: bool,
}

/// Whether one line is finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LineDone {
    /// Index into the order's `lines`.
    pub index: u32,
    /// True: finished.
    pub done: bool,
}

impl OrderDeadlines {
    /// Deadline for accepting an order. For a preorder the time begins when the work on it begins,
    /// and for every order not before the store opens.
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
    /// Status the service sets by itself if the order stays as it is, and when.
    pub fn auto_transition_at(&self) -> Option<(Timestamp, OrderStatus)> {
        let hold = SignedDuration::from_secs(self.handling.hold_s.into());
        match self.status {
            OrderStatus::Placed => Some((self.handling.accept_by?, OrderStatus::Expired)),
            OrderStatus::Ready => {
                Some((self.status_at.max(self.promised_at) + hold, OrderStatus::NoShow))
            }
            _ => None,
        }
    }
}
