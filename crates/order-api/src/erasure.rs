//! Requests that erase a customer's personal data or block a customer's phone.

use crate::{ActingStaff, OrderActor, OrderId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Body of `POST /api/v1/orders/{id}/erasure`: empties the customer's name and the note of an ended
/// order, in all its versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ErasureRequest {
    /// Claimed role of the caller: the customer or staff.
    pub actor: OrderActor,
}

/// Body of `POST /api/v1/orders/{id}/block`: the phone that placed the order cannot place orders
/// until the block ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BlockPhone {
    /// End of the block; absent: 24 hours from now, which is also the maximum.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// A blocked phone, identified by the order that led to the block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BlockedPhone {
    /// The order that led to the block.
    pub order: OrderId,
    /// Pickup number of that order.
    pub number: i64,
    /// Start of the block.
    pub since: Timestamp,
    /// End of the block.
    pub until: Timestamp,
    /// Member of staff who blocked it; absent if unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<ActingStaff>,
}

/// Response of `GET /api/v1/blocked-phones`: blocked phones of one store, newest block first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BlockedPhones {
    /// At most [`crate::limits::BLOCKED_PHONES`].
    pub phones: Vec<BlockedPhone>,
}
