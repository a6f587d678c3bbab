//! Forgetting a customer, and refusing one.

use crate::{Actor, By, OrderId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// `POST /api/v1/orders/{id}/erasure`: the ended order's name and note are emptied now, in all its versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Erasure {
    /// Who asks.
    pub actor: Actor,
}

/// `POST /api/v1/orders/{id}/block`: the phone that placed the order places no more for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BlockPhone {
    /// The end; without it 24 hours from now, which is also the longest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// A phone that may place no order, known by the order that led to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BlockedPhone {
    /// That order.
    pub order: OrderId,
    /// Its pickup number.
    pub number: i64,
    /// Since when.
    pub since: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// Who blocked it, as far as known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<By>,
}

/// `GET /api/v1/blocked-phones`: those of a store, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BlockedPhones {
    /// At most [`crate::limits::BLOCKED_PHONES`].
    pub phones: Vec<BlockedPhone>,
}
