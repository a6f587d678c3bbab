//! An order as it is read.

use crate::{Actor, Cup, Customer, Dining, Handling, Line, Status};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// A UUIDv7. Knowing it gives no right to read the order.
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

/// The whole order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Order {
    /// Its id.
    pub id: OrderId,
    /// The store's id.
    pub store: String,
    /// Called out at the counter; unique in (store, business date) and among the store's open orders.
    pub number: i64,
    /// The store's local date when it was placed, or the day before it in the hours before the business day begins.
    pub business_date: Date,
    /// Where it stands.
    pub status: Status,
    /// Starts at 1 and grows by one with every change.
    pub version: i64,
    /// When it was committed.
    pub placed_at: Timestamp,
    /// When it is promised to be ready.
    pub promised_at: Timestamp,
    /// When `status` last changed.
    pub status_at: Timestamp,
    /// Why it was rejected or cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who.
    pub customer: Customer,
    /// Takeout or here.
    pub dining: Dining,
    /// The menu the prices were taken from.
    pub menu_version: i64,
    /// False: the menu could not be checked when it was placed.
    pub menu_verified: bool,
    /// ISO 4217.
    pub currency: String,
    /// What was ordered.
    pub lines: Vec<Line>,
    /// Minor units.
    pub total: i64,
    /// Free text to the barista.
    pub note: String,
    /// What it is served in, where that was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cup: Option<Cup>,
    /// When the customer wanted to pick it up; `None` is as soon as it is ready.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pickup_at: Option<Timestamp>,
    /// At the counter.
    #[serde(default)]
    pub handling: Handling,
}

/// `GET /api/v1/orders`: one page, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderPage {
    /// At most `limit`.
    pub orders: Vec<Order>,
    /// Passed as `cursor` for the next page; absent on the last.
    pub next_cursor: Option<String>,
}

/// `POST /api/v1/orders/{id}/transitions`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Transition {
    /// Where it shall stand.
    pub to: Status,
    /// The version the caller saw.
    pub expected_version: i64,
    /// Who asks.
    pub actor: Actor,
    /// Needed where the table says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
