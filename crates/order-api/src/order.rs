//! An order as clients read it.

use crate::{
    CupKind, CustomerIdentity, DiningMode, OrderActor, OrderHandling, OrderLine, OrderStatus,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// UUIDv7 of an order. Knowing it gives no right to read the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct OrderId(pub Uuid);

impl fmt::Display for OrderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for OrderId {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        text.parse().map(Self)
    }
}

/// An order with its lines and its state at the counter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Order {
    /// UUIDv7, made when the order was placed.
    pub id: OrderId,
    /// Id of the store.
    pub store: String,
    /// Number called at the counter. It is unique within the store's business date and among the
    /// store's open orders.
    pub number: i64,
    /// Local date of the placement; before the business day's first hour, the date of the day
    /// before.
    pub business_date: Date,
    /// Current step of the lifecycle.
    pub status: OrderStatus,
    /// Starts at 1 and grows by one with every change.
    pub version: i64,
    /// Time of the placement.
    pub placed_at: Timestamp,
    /// Time at which the order is promised to be ready.
    pub promised_at: Timestamp,
    /// Time of the last change of `status`.
    pub status_at: Timestamp,
    /// Reason of a rejection or cancellation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The customer who ordered.
    pub customer: CustomerIdentity,
    /// Takeout or for here.
    pub dining: DiningMode,
    /// Version of the menu that the prices come from.
    pub menu_version: i64,
    /// False if the menu could not be verified at the placement.
    pub menu_verified: bool,
    /// ISO 4217 code.
    pub currency: String,
    /// Ordered items.
    pub lines: Vec<OrderLine>,
    /// Sum of the lines, in minor units.
    pub total: i64,
    /// Free text for the barista.
    pub note: String,
    /// Kind of cup; absent if the customer was not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cup: Option<CupKind>,
    /// Pickup time the customer chose; absent means as soon as possible.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pickup_at: Option<Timestamp>,
    /// State at the counter besides `status`.
    #[serde(default)]
    pub handling: OrderHandling,
}

/// Response of `GET /api/v1/orders`: one page, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderPage {
    /// At most `limit` orders.
    pub orders: Vec<Order>,
    /// Value of `cursor` for the next page; absent on the last page.
    pub next_cursor: Option<String>,
}

/// Body of `POST /api/v1/orders/{id}/transitions`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderTransition {
    /// Target status.
    pub to: OrderStatus,
    /// Version of the order that the caller saw (optimistic concurrency).
    pub expected_version: i64,
    /// Claimed role of the caller.
    pub actor: OrderActor,
    /// Reason, required where the lifecycle says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
