//! Body of `POST /api/v1/orders`: a priced snapshot, as the gateway sends it.

use crate::{CupKind, OrderDeadlines, PhoneLimits};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::num::NonZeroU32;

/// A priced order to place. The service recomputes all sums and refuses a wrong one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewOrder {
    /// Id of the store.
    #[serde(default = "default_store")]
    pub store: String,
    /// IANA time zone of the store; decides the business date that the pickup number belongs to.
    #[serde(default = "default_zone")]
    pub zone: String,
    /// Local hour at which the business day begins.
    #[serde(default = "default_day_begins_hour")]
    pub day_begins_hour: u32,
    /// The customer who orders.
    pub customer: CustomerIdentity,
    /// Takeout or for here.
    pub dining: DiningMode,
    /// Version of the menu that the prices come from.
    pub menu_version: i64,
    /// False if the menu service was unavailable and the last known menu was used.
    pub menu_verified: bool,
    /// ISO 4217 code.
    pub currency: String,
    /// Ordered items, at least one.
    pub lines: Vec<OrderLine>,
    /// Sum of the line totals, in minor units.
    pub total: i64,
    /// Free text for the barista.
    #[serde(default)]
    pub note: String,
    /// Seconds from the placement to the promised time.
    #[serde(default = "default_lead_time_s")]
    pub lead_time_s: u32,
    /// Kind of cup; absent if the customer was not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cup: Option<CupKind>,
    /// Pickup time the customer chose. The order is promised for it, and `lead_time_s` is ignored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pickup_at: Option<Timestamp>,
    /// Opening period that the order falls into; absent: the counter is treated as always open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opening: Option<OpeningTimes>,
    /// Maximum orders with this `pickup_at`; a placement above it is refused. Absent: unlimited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u32>))]
    pub slot_limit: Option<NonZeroU32>,
    /// Deadlines and retention from the store's settings.
    #[serde(default)]
    pub terms: OrderDeadlines,
    /// Limits per phone from the store's settings.
    #[serde(default, skip_serializing_if = "PhoneLimits::is_unlimited")]
    pub phone_limits: PhoneLimits,
}

/// One period during which the store is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpeningTimes {
    /// Start. The time to accept the order does not begin earlier.
    pub opens_at: Timestamp,
    /// End. Without `pickup_at` the order is not promised for a later time.
    pub closes_at: Timestamp,
}

impl PhoneLimits {
    fn is_unlimited(&self) -> bool {
        *self == Self::default()
    }
}

fn default_store() -> String {
    "main".to_owned()
}

fn default_zone() -> String {
    "Asia/Seoul".to_owned()
}

fn default_day_begins_hour() -> u32 {
    4
}

fn default_lead_time_s() -> u32 {
    600
}

/// The customer of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerIdentity {
    /// Decides who may read the order. The web surface sends a digest of its cookie, never the
    /// cookie itself.
    pub session: String,
    /// Name to call out; may be empty.
    #[serde(default)]
    pub name: String,
}

/// Session of orders that staff take at the counter. No browser can have it, since their sessions
/// are digests.
pub const COUNTER: &str = "counter";

impl CustomerIdentity {
    /// Whether staff took the order at the counter.
    pub fn is_at_counter(&self) -> bool {
        self.session == COUNTER
    }
}

/// Where the drinks are consumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DiningMode {
    /// To take away (포장).
    Takeout,
    /// In the store (매장).
    Here,
}

/// One line of an order: `line_total` = quantity × (unit_price + Σ option price × option quantity).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderLine {
    /// Id of the item in the menu; opaque to this service.
    pub item_id: String,
    /// Name of the item at the time of the order.
    pub name: String,
    /// Price of one item without options, in minor units.
    pub unit_price: i64,
    /// Pieces, 1 to [`crate::limits::QUANTITY`].
    pub quantity: i64,
    /// Chosen options.
    #[serde(default)]
    pub options: Vec<LineOption>,
    /// Price of the whole line, in minor units.
    pub line_total: i64,
}

/// One chosen option.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LineOption {
    /// Id of the option in the menu; opaque to this service.
    pub option_id: String,
    /// Name of the option's group.
    pub group: String,
    /// Name of the option.
    pub name: String,
    /// Price of one, in minor units; a discount is negative.
    pub price: i64,
    /// How many of it each item gets.
    pub quantity: i64,
}
