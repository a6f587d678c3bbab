//! Opening hours: whether a customer can order now, and for when. Pages and the check of a
//! placement use the same functions, so they cannot disagree.

mod business_day;
mod pickup;

use crate::{Store, TimeRange};
pub use business_day::{business_date, business_day_end};
use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date, tz::TimeZone};
pub use pickup::{PickupTime, PickupTimes, has_served_slot, pickup_times};
use serde::{Deserialize, Serialize};

/// How many days ahead the next opening is searched.
const DAYS_AHEAD: i32 = 14;

/// Whether orders are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum OrderingStatus {
    /// Orders are taken.
    Open {
        /// The last order time of this opening.
        until: Timestamp,
        /// The end of the opening range, or of the last of several ranges that touch.
        closes_at: Timestamp,
    },
    /// Ordering is paused.
    Paused {
        /// When it resumes by itself; `None` when no time is set.
        until: Option<Timestamp>,
    },
    /// Outside the opening hours, or after the last order time.
    Closed {
        /// The next opening within two weeks.
        opens_at: Option<Timestamp>,
    },
}

/// The store's time zone, which is not in the time zone database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownZone(pub String);

impl std::fmt::Display for UnknownZone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} is no IANA time zone", self.0)
    }
}

impl std::error::Error for UnknownZone {}

/// Whether `store` takes orders at `now`.
///
/// # Errors
/// [`UnknownZone`] when the store's zone is not known.
pub fn ordering_status(store: &Store, now: Timestamp) -> Result<OrderingStatus, UnknownZone> {
    let openings = openings_around(store, now, &store_time_zone(store)?);
    let current = openings.iter().find(|opening| opening.takes_orders(now));
    Ok(match (current, store.pause) {
        (None, _) => OrderingStatus::Closed {
            opens_at: openings
                .iter()
                .map(|opening| opening.opens_at)
                .find(|opens_at| *opens_at > now),
        },
        (Some(_), Some(pause)) if is_paused(store, now) => {
            OrderingStatus::Paused { until: pause.until }
        }
        (Some(opening), _) => {
            OrderingStatus::Open { until: opening.last_order_at, closes_at: opening.closes_at }
        }
    })
}

/// Whether an item with hours of its own is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServingStatus {
    /// It is served.
    Now,
    /// It is not served now.
    Later {
        /// The next time within two weeks at which it is served and the store is open.
        next: Option<Timestamp>,
    },
}

/// Whether an item with these hours of each local day is served at `now`; without hours it always
/// is.
///
/// # Errors
/// [`UnknownZone`] when the store's zone is not known.
pub fn serving_status(
    store: &Store,
    hours: &[TimeRange],
    now: Timestamp,
) -> Result<ServingStatus, UnknownZone> {
    if hours.is_empty() {
        return Ok(ServingStatus::Now);
    }
    let zone = store_time_zone(store)?;
    let served = spans_around(now, &zone, |_| hours);
    if is_in_any_span(&served, now) {
        return Ok(ServingStatus::Now);
    }
    let open: Vec<Span> =
        openings_around(store, now, &zone).iter().map(StoreOpening::open_span).collect();
    let begins = served.iter().chain(&open).map(|(begins, _)| *begins);
    let next = begins
        .filter(|at| *at > now && is_in_any_span(&served, *at) && is_in_any_span(&open, *at))
        .min();
    Ok(ServingStatus::Later { next })
}

fn store_time_zone(store: &Store) -> Result<TimeZone, UnknownZone> {
    TimeZone::get(&store.zone).map_err(|_| UnknownZone(store.zone.clone()))
}

type Span = (Timestamp, Timestamp);

/// A time in which the store is open: one range, or several that touch.
#[derive(Debug, Clone, Copy)]
struct StoreOpening {
    opens_at: Timestamp,
    closes_at: Timestamp,
    last_order_at: Timestamp,
}

impl StoreOpening {
    fn takes_orders(&self, at: Timestamp) -> bool {
        self.opens_at <= at && at < self.last_order_at
    }

    fn open_span(&self) -> Span {
        (self.opens_at, self.closes_at)
    }
}

/// The openings around `now` in which orders are taken, soonest first.
fn openings_around(store: &Store, now: Timestamp, zone: &TimeZone) -> Vec<StoreOpening> {
    let mut ranges = spans_around(now, zone, |date| {
        let exception = store.exceptions.iter().find(|exception| exception.date == date);
        exception
            .map_or_else(|| store.hours.ranges_on(date.weekday()), |exception| &exception.hours)
    });
    ranges.sort_unstable();
    let mut joined: Vec<Span> = Vec::new();
    for (opens_at, closes_at) in ranges {
        match joined.last_mut() {
            Some((_, end)) if opens_at <= *end => *end = closes_at.max(*end),
            _ => joined.push((opens_at, closes_at)),
        }
    }
    let before_closing = SignedDuration::from_mins(store.last_order_minutes.into());
    let openings = joined.into_iter().map(|(opens_at, closes_at)| StoreOpening {
        opens_at,
        closes_at,
        last_order_at: closes_at - before_closing,
    });
    openings.filter(|opening| opening.opens_at < opening.last_order_at).collect()
}

/// The ranges of yesterday, which may reach past midnight, of today and of the `DAYS_AHEAD`.
fn spans_around<'a>(
    now: Timestamp,
    zone: &TimeZone,
    hours: impl Fn(Date) -> &'a [TimeRange],
) -> Vec<Span> {
    let today = now.to_zoned(zone.clone()).date();
    let dates = (-1..=DAYS_AHEAD).filter_map(|days| today.checked_add(days.days()).ok());
    let of_date =
        |date: Date| hours(date).iter().filter_map(move |range| local_span(*range, date, zone));
    dates.flat_map(of_date).collect()
}

fn local_span(range: TimeRange, date: Date, zone: &TimeZone) -> Option<Span> {
    let (opens, closes) = range.minute_bounds();
    Some((resolve_local_time(date, opens, zone)?, resolve_local_time(date, closes, zone)?))
}

fn is_in_any_span(spans: &[Span], at: Timestamp) -> bool {
    spans.iter().any(|(begins, ends)| *begins <= at && at < *ends)
}

fn is_paused(store: &Store, at: Timestamp) -> bool {
    store.pause.is_some_and(|pause| pause.until.is_none_or(|end| at < end))
}

/// The time at which the wall clock shows `minutes` after midnight of `date`; a time in the gap of
/// a clock change moves on by the gap.
fn resolve_local_time(date: Date, minutes: u16, zone: &TimeZone) -> Option<Timestamp> {
    let date = date.checked_add(i64::from(minutes / 1440).days()).ok()?;
    let minutes = minutes % 1440;
    let time = date.at(i8::try_from(minutes / 60).ok()?, i8::try_from(minutes % 60).ok()?, 0, 0);
    zone.to_ambiguous_timestamp(time).compatible().ok()
}

#[cfg(test)]
mod tests;
