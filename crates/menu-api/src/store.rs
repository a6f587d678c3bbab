//! The store: its profile, its time zone and its rules for taking orders.

use crate::{LaneId, LocalizedText, MenuLanguage, StoreId};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// A café.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Store {
    /// Slug.
    #[serde(default)]
    pub id: StoreId,
    /// Display name.
    pub name: LocalizedText,
    /// Address for customers; empty when the café states none.
    #[serde(default)]
    pub address: LocalizedText,
    /// Telephone number as it is displayed: digits, spaces and `+-()`; empty when there is none.
    #[serde(default)]
    pub phone: String,
    /// Languages offered to customers: non-empty, unique; the first is the default.
    #[serde(default = "default_languages")]
    pub languages: Vec<MenuLanguage>,
    /// IANA time zone, such as `Asia/Seoul`, in which people see every time.
    pub zone: String,
    /// ISO 4217 code of all its prices.
    pub currency: String,
    /// Hours of the usual week.
    pub hours: WeeklyHours,
    /// Dates with hours of their own, in place of the usual ones.
    #[serde(default)]
    pub exceptions: Vec<HoursException>,
    /// Set while ordering is paused.
    #[serde(default)]
    pub pause: Option<OrderingPause>,
    /// Set while every quoted time is longer than usual.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extra_wait: Option<ExtraWait>,
    /// Least time from placing to ready, in seconds: no promise is shorter, however little there
    /// is to do.
    #[serde(default = "ten_minutes")]
    pub lead_time_s: u32,
    /// Lanes, which work in parallel.
    #[serde(default = "default_lanes")]
    pub lanes: Vec<LaneSetting>,
    /// Discount for a customer's own cup on each piece that comes in one, minor units.
    #[serde(default)]
    pub own_cup_discount_minor: i64,
    /// Tax in every price, in percent of the price without it.
    #[serde(default = "default_tax_percent")]
    pub tax_percent: u32,
    /// Minutes from one pickup slot to the next; 0 offers no slots.
    #[serde(default = "default_slot_minutes")]
    pub slot_minutes: u32,
    /// Most orders of one slot; 0 means no limit.
    #[serde(default)]
    pub orders_per_slot: u32,
    /// Minutes before closing at which ordering ends; with 0, orders are taken that are ready by
    /// closing.
    #[serde(default)]
    pub last_order_minutes: u32,
    /// Hour of the local clock at which the business day begins; earlier hours belong to the day
    /// before.
    #[serde(default = "default_day_begins_hour")]
    pub day_begins_hour: u32,
    /// Seconds without a connected screen of the counter after which ordering pauses; 0 means
    /// never.
    #[serde(default)]
    pub unattended_s: u32,
    /// How long an order waits to be accepted by the counter before it expires, in seconds.
    #[serde(default = "ten_minutes")]
    pub accept_within_s: u32,
    /// How long a ready order is kept before it counts as not collected, in seconds.
    #[serde(default = "default_hold_s")]
    pub hold_s: u32,
    /// Whether orders are accepted automatically, without the counter.
    #[serde(default)]
    pub auto_accept: bool,
    /// Most orders of one phone that the counter has not accepted yet; 0 means no limit.
    #[serde(default = "default_phone_orders")]
    pub phone_orders: u32,
    /// Most pieces in all open orders of one phone; 0 means no limit.
    #[serde(default = "thirty")]
    pub phone_cups: u32,
    /// Days from the end of an order until its customer's name and note are erased.
    #[serde(default = "thirty")]
    pub forget_after_days: u32,
}

fn default_phone_orders() -> u32 {
    3
}

fn default_day_begins_hour() -> u32 {
    4
}

fn thirty() -> u32 {
    30
}

fn default_languages() -> Vec<MenuLanguage> {
    vec![MenuLanguage::Ko, MenuLanguage::En]
}

fn default_hold_s() -> u32 {
    3600
}

fn ten_minutes() -> u32 {
    600
}

fn default_lanes() -> Vec<LaneSetting> {
    vec![LaneSetting { id: LaneId::default(), name: None, workers: 1 }]
}

fn default_tax_percent() -> u32 {
    10
}

fn default_slot_minutes() -> u32 {
    10
}

/// A lane, and how many people work there at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LaneSetting {
    /// Slug, unique in the store.
    pub id: LaneId,
    /// Name of the lane at the counter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<LocalizedText>,
    /// People who work there at once, at least 1.
    #[serde(default = "default_workers")]
    pub workers: u32,
}

fn default_workers() -> u32 {
    1
}

/// One opening range of a local day, in minutes after midnight. Its end may pass 1440: 25:30 is
/// half past one at night.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(try_from = "String", into = "String")]
pub struct TimeRange {
    opens_min: u16,
    closes_min: u16,
}

/// The ranges of one day; an empty list means closed.
pub type DayHours = Vec<TimeRange>;

/// Opening ranges by the weekday on which they start.
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
    /// Its ranges; an empty list means closed all day.
    #[serde(default)]
    pub hours: Vec<TimeRange>,
}

/// A pause of ordering, by staff or for an unattended counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderingPause {
    /// When it ends by itself; `None` when no time is set.
    #[serde(default)]
    pub until: Option<Timestamp>,
    /// Set when no screen of the counter was connected; the pause ends as soon as one is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unattended: bool,
}

impl OrderingPause {
    /// A pause by staff.
    pub fn by_staff(until: Option<Timestamp>) -> Self {
        Self { until, unattended: false }
    }
}

/// Time that staff add to every quote while they cannot keep up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExtraWait {
    /// In seconds.
    pub extra_s: u32,
    /// When it ends by itself; `None` means when staff end it.
    #[serde(default)]
    pub until: Option<Timestamp>,
}

impl Store {
    /// The extra wait that holds at `now`.
    pub fn extra_wait(&self, now: Timestamp) -> Option<ExtraWait> {
        self.extra_wait.filter(|wait| wait.until.is_none_or(|until| now < until))
    }
}

impl TimeRange {
    /// Start and end, in minutes after local midnight.
    pub fn minute_bounds(self) -> (u16, u16) {
        (self.opens_min, self.closes_min)
    }
}

impl TryFrom<String> for TimeRange {
    type Error = String;

    /// Parses `07:30-22:00`; the end may pass midnight as `25:30`, up to `36:00`.
    fn try_from(text: String) -> Result<Self, String> {
        let minutes = |part: &str| -> Option<u16> {
            let (hour, minute) = part.split_once(':')?;
            let is_number = |text: &str| {
                (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
            };
            if !is_number(hour) || !is_number(minute) {
                return None;
            }
            let hour: u16 = hour.parse().ok()?;
            let minute: u16 = minute.parse().ok()?;
            (hour <= 36 && minute < 60).then_some(hour * 60 + minute)
        };
        text.split_once('-')
            .and_then(|(opens, closes)| Some((minutes(opens)?, minutes(closes)?)))
            .filter(|(opens, closes)| *opens < 1440 && opens < closes && *closes <= 36 * 60)
            .map(|(opens_min, closes_min)| Self { opens_min, closes_min })
            .ok_or_else(|| {
                format!(
                    "{text:?} is no opening range; write 07:30-22:00, or 18:00-25:30 past midnight"
                )
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
    pub fn ranges_on(&self, day: jiff::civil::Weekday) -> &DayHours {
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
