//! The store: who it is, where its clock is, and when it takes orders.

use crate::{LaneId, Language, StoreId, Text};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// A café.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Store {
    /// Slug.
    #[serde(default)]
    pub id: StoreId,
    /// Shown name.
    pub name: Text,
    /// Where customers find it; empty where it does not say.
    #[serde(default)]
    pub address: Text,
    /// The telephone number as it is shown: digits, spaces and `+-()`; empty where it has none.
    #[serde(default)]
    pub phone: String,
    /// Those that customers are served in, each once and at least one; the first is for whoever asks for none of them.
    #[serde(default = "every_language")]
    pub languages: Vec<Language>,
    /// IANA time zone, such as `Asia/Seoul`. Every time a person sees is in it.
    pub zone: String,
    /// ISO 4217 code of all its prices.
    pub currency: String,
    /// The usual week.
    pub hours: WeeklyHours,
    /// Dates on which the usual week does not hold.
    #[serde(default)]
    pub exceptions: Vec<HoursException>,
    /// Ordering paused by staff.
    #[serde(default)]
    pub pause: Option<Pause>,
    /// Everything takes longer for a while.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extra_wait: Option<ExtraWait>,
    /// The least from placing to ready, in seconds: no promise is shorter, however little there is to do.
    #[serde(default = "ten_minutes")]
    pub lead_time_s: u32,
    /// Where orders are worked on, side by side.
    #[serde(default = "one_bar")]
    pub lanes: Vec<LaneSetting>,
    /// What a customer's own cup takes off each piece that comes in one, minor units.
    #[serde(default)]
    pub own_cup_discount_minor: i64,
    /// The share of tax in every price, in percent of the price without it.
    #[serde(default = "ten")]
    pub tax_percent: u32,
    /// Minutes from one pickup slot to the next; 0 offers none.
    #[serde(default = "slot_minutes")]
    pub slot_minutes: u32,
    /// The most orders of one slot; 0 is any number.
    #[serde(default)]
    pub orders_per_slot: u32,
    /// No orders are taken in the last so many minutes before closing; 0 takes them as long as they are ready by then.
    #[serde(default)]
    pub last_order_minutes: u32,
    /// The hour of the local clock at which the business day begins: what comes before belongs to the day before.
    #[serde(default = "four")]
    pub day_begins_hour: u32,
    /// After so many seconds without a connected screen of the counter, ordering pauses by itself; 0 is never.
    #[serde(default)]
    pub unattended_s: u32,
    /// So long an order may wait for the counter's yes before it expires, in seconds.
    #[serde(default = "ten_minutes")]
    pub accept_within_s: u32,
    /// So long a ready order is kept before it counts as not collected, in seconds.
    #[serde(default = "an_hour")]
    pub hold_s: u32,
    /// Orders are accepted as they come, without a yes from the counter.
    #[serde(default)]
    pub auto_accept: bool,
    /// The most orders of one phone that the counter has not accepted yet; 0 is any number.
    #[serde(default = "three")]
    pub phone_orders: u32,
    /// The most pieces in all open orders of one phone; 0 is any number.
    #[serde(default = "thirty")]
    pub phone_cups: u32,
    /// Days from the end of an order until its customer's name and note are erased.
    #[serde(default = "thirty")]
    pub forget_after_days: u32,
}

fn three() -> u32 {
    3
}

fn four() -> u32 {
    4
}

fn thirty() -> u32 {
    30
}

fn every_language() -> Vec<Language> {
    vec![Language::Ko, Language::En]
}

fn an_hour() -> u32 {
    3600
}

fn ten_minutes() -> u32 {
    600
}

fn one_bar() -> Vec<LaneSetting> {
    vec![LaneSetting { id: LaneId::default(), name: None, workers: 1 }]
}

fn ten() -> u32 {
    10
}

fn slot_minutes() -> u32 {
    10
}

/// A lane, and how many work there at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LaneSetting {
    /// Slug, unique in the store.
    pub id: LaneId,
    /// What the counter calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// Hands that work there at once, at least 1.
    #[serde(default = "one")]
    pub workers: u32,
}

fn one() -> u32 {
    1
}

/// One opening range of a local day, in minutes after midnight. `closes` may pass 1440: 25:30 is half past one at night.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(try_from = "String", into = "String")]
pub struct TimeRange {
    opens_min: u16,
    closes_min: u16,
}

/// The ranges of one day; none means closed.
pub type DayHours = Vec<TimeRange>;

/// Opening ranges by weekday of their start.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WeeklyHours {
    /// Monday
    #[serde(default)]
    pub mon: Vec<TimeRange>,
    /// Tuesday
    #[serde(default)]
    pub tue: Vec<TimeRange>,
    /// Wednesday
    #[serde(default)]
    pub wed: Vec<TimeRange>,
    /// Thursday
    #[serde(default)]
    pub thu: Vec<TimeRange>,
    /// Friday
    #[serde(default)]
    pub fri: Vec<TimeRange>,
    /// Saturday
    #[serde(default)]
    pub sat: Vec<TimeRange>,
    /// Sunday
    #[serde(default)]
    pub sun: Vec<TimeRange>,
}

/// A date with its own hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HoursException {
    /// Local date.
    pub date: Date,
    /// Its ranges; none means closed all day.
    #[serde(default)]
    pub hours: Vec<TimeRange>,
}

/// Ordering stopped by staff, or since none were there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Pause {
    /// When it ends by itself; `None` = when staff end it.
    #[serde(default)]
    pub until: Option<Timestamp>,
    /// No screen of the counter was connected; it ends as soon as one is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unattended: bool,
}

impl Pause {
    /// By staff.
    pub fn until(until: Option<Timestamp>) -> Self {
        Self { until, unattended: false }
    }
}

/// What staff add to every quoted time while they cannot keep up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExtraWait {
    /// In seconds.
    pub extra_s: u32,
    /// When it ends by itself; `None` = when staff end it.
    #[serde(default)]
    pub until: Option<Timestamp>,
}

impl Store {
    /// What staff add to every quoted time at `now`, if they do.
    pub fn extra_wait(&self, now: Timestamp) -> Option<ExtraWait> {
        self.extra_wait.filter(|wait| wait.until.is_none_or(|until| now < until))
    }
}

impl TimeRange {
    /// From and to, in minutes after local midnight.
    pub fn minutes(self) -> (u16, u16) {
        (self.opens_min, self.closes_min)
    }
}

impl TryFrom<String> for TimeRange {
    type Error = String;

    /// Reads `07:30-22:00`; the end may pass midnight as `25:30`, up to `36:00`.
    fn try_from(text: String) -> Result<Self, String> {
        let minutes = |part: &str| -> Option<u16> {
            let (hour, minute) = part.split_once(':')?;
            let is_number =
                |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
            if !is_number(hour) || !is_number(minute) {
                return None;
            }
            let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
            (hour <= 36 && minute < 60).then_some(hour * 60 + minute)
        };
        text.split_once('-')
            .and_then(|(opens, closes)| Some((minutes(opens)?, minutes(closes)?)))
            .filter(|(opens, closes)| *opens < 1440 && opens < closes && *closes <= 36 * 60)
            .map(|(opens_min, closes_min)| Self { opens_min, closes_min })
            .ok_or_else(|| {
                format!("{text:?} is no opening range; write 07:30-22:00, or 18:00-25:30 past midnight")
            })
    }
}

impl From<TimeRange> for String {
    fn from(range: TimeRange) -> String {
        let text = |min: u16| format!("{:02}:{:02}", min / 60, min % 60);
        format!("{}-{}", text(range.opens_min), text(range.closes_min))
    }
}

impl WeeklyHours {
    /// The ranges that start on this weekday.
    pub fn of(&self, day: jiff::civil::Weekday) -> &DayHours {
        use jiff::civil::Weekday::*;
        match day {
            Monday => &self.mon,
            Tuesday => &self.tue,
            Wednesday => &self.wed,
            Thursday => &self.thu,
            Friday => &self.fri,
            Saturday => &self.sat,
            Sunday => &self.sun,
        }
    }
}
