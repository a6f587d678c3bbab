//! `POST /api/v1/orders`: a priced snapshot, as the gateway sends it.

use crate::{Cup, PhoneLimits, Terms};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::num::NonZeroU32;

/// What is to be ordered. The service adds it up again and refuses a wrong sum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewOrder {
    /// The store's id.
    #[serde(default = "default_store")]
    pub store: String,
    /// The store's IANA time zone: decides the business date the pickup number counts in.
    #[serde(default = "default_zone")]
    pub zone: String,
    /// The hour of that zone's clock at which the business day begins.
    #[serde(default = "default_day_begins_hour")]
    pub day_begins_hour: u32,
    /// Who.
    pub customer: Customer,
    /// Takeout or here.
    pub dining: Dining,
    /// The menu the prices were taken from.
    pub menu_version: i64,
    /// False when the menu service could not be asked and the last known menu was used.
    pub menu_verified: bool,
    /// ISO 4217.
    pub currency: String,
    /// At least one.
    pub lines: Vec<Line>,
    /// Σ line totals, minor units.
    pub total: i64,
    /// Free text to the barista.
    #[serde(default)]
    pub note: String,
    /// From placing to the promised time, in seconds.
    #[serde(default = "default_lead_time_s")]
    pub lead_time_s: u32,
    /// What it is served in, where that was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cup: Option<Cup>,
    /// When the customer wants to pick it up; it is promised for then, and `lead_time_s` does not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pickup_at: Option<Timestamp>,
    /// The opening in which it is to be had; without it the counter is taken to be there at any time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opening: Option<OpeningTimes>,
    /// The most orders that may be picked up then; one more is refused. Without it there may be any number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u32>))]
    pub slot_limit: Option<NonZeroU32>,
    /// The store's own.
    #[serde(default)]
    pub terms: Terms,
    /// The store's own.
    #[serde(default, skip_serializing_if = "PhoneLimits::is_unlimited")]
    pub phone_limits: PhoneLimits,
}

/// From when to when the store is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpeningTimes {
    /// The time to accept the order does not begin before.
    pub opens_at: Timestamp,
    /// Nothing is promised for later.
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

/// Who ordered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Customer {
    /// Decides who may read the order; the web surface sends a digest of its cookie, never the cookie.
    pub session: String,
    /// To be called out; may be empty.
    #[serde(default)]
    pub name: String,
}

/// The session of whoever orders at the counter. No browser has it: theirs are digests.
pub const COUNTER: &str = "counter";

impl Customer {
    /// Staff took the order.
    pub fn is_at_counter(&self) -> bool {
        self.session == COUNTER
    }
}

/// Where it is drunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Dining {
    /// 포장
    Takeout,
    /// 매장
    Here,
}

/// One line: `line_total` = quantity × (unit_price + Σ option price × option quantity).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Line {
    /// The menu's id of the item; opaque here.
    pub item_id: String,
    /// Its name when it was ordered.
    pub name: String,
    /// Minor units, without options.
    pub unit_price: i64,
    /// 1 to [`crate::limits::QUANTITY`].
    pub quantity: i64,
    /// Chosen options.
    #[serde(default)]
    pub options: Vec<LineOption>,
    /// Minor units.
    pub line_total: i64,
}

/// A chosen option.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LineOption {
    /// The menu's id of the option; opaque here.
    pub option_id: String,
    /// Its group's name.
    pub group: String,
    /// Its name.
    pub name: String,
    /// Minor units each; a discount is negative.
    pub price: i64,
    /// How many per item.
    pub quantity: i64,
}
