//! When can a customer order, and for when? The same functions answer the page and guard the placing, so they cannot
//! disagree.

mod slots;

use crate::{Store, TimeRange};
use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};
pub use slots::slots;

/// How far ahead the next opening is looked for.
const DAYS_AHEAD: i32 = 14;

/// Whether orders are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Ordering {
    /// Yes, until then.
    Open {
        /// The end of the opening range, or where ranges that touch end.
        until: Timestamp,
    },
    /// Staff paused it.
    Paused {
        /// When it resumes by itself.
        until: Option<Timestamp>,
    },
    /// Outside the opening hours.
    Closed {
        /// The next opening within two weeks.
        opens_at: Option<Timestamp>,
    },
}

/// The store's time zone is not in the time zone database.
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
pub fn ordering(store: &Store, now: Timestamp) -> Result<Ordering, UnknownZone> {
    let mut ranges = opening(store, now, &zone(store)?);
    ranges.sort_unstable();

    let mut until = None;
    for (opens, closes) in &ranges {
        if *opens <= until.unwrap_or(now) && until.unwrap_or(now) < *closes {
            until = Some(*closes);
        }
    }
    Ok(match (until, store.pause) {
        (None, _) => {
            Ordering::Closed { opens_at: ranges.iter().map(|(opens, _)| *opens).find(|opens| *opens > now) }
        }
        (Some(_), Some(pause)) if is_paused(store, now) => Ordering::Paused { until: pause.until },
        (Some(until), _) => Ordering::Open { until },
    })
}

/// Whether something with hours of its own is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Served {
    /// It is.
    Now,
    /// Not now.
    Later {
        /// The next moment within two weeks at which it is served and the store is open.
        next: Option<Timestamp>,
    },
}

/// Whether what is served in these hours of each local day, or always when there are none, is served at `now`.
///
/// # Errors
/// [`UnknownZone`] when the store's zone is not known.
pub fn served(store: &Store, hours: &[TimeRange], now: Timestamp) -> Result<Served, UnknownZone> {
    if hours.is_empty() {
        return Ok(Served::Now);
    }
    let zone = zone(store)?;
    let served = around(now, &zone, |_| hours);
    if hold(&served, now) {
        return Ok(Served::Now);
    }
    let open = opening(store, now, &zone);
    let begins = served.iter().chain(&open).map(|(begins, _)| *begins);
    let next = begins.filter(|at| *at > now && hold(&served, *at) && hold(&open, *at)).min();
    Ok(Served::Later { next })
}

/// The store's local date of (`now` − 04:00): what a late night belongs to.
///
/// # Errors
/// [`UnknownZone`] when the store's zone is not known.
pub fn business_date(store: &Store, now: Timestamp) -> Result<Date, UnknownZone> {
    Ok((now - SignedDuration::from_hours(4)).to_zoned(zone(store)?).date())
}

/// The moment the business day that holds at `now` ends: 04:00 local.
///
/// # Errors
/// [`UnknownZone`] when the store's zone is not known.
pub fn business_day_end(store: &Store, now: Timestamp) -> Result<Timestamp, UnknownZone> {
    let date = business_date(store, now)?;
    Ok(local(date, 28 * 60, &zone(store)?).unwrap_or(now))
}

fn zone(store: &Store) -> Result<TimeZone, UnknownZone> {
    TimeZone::get(&store.zone).map_err(|_| UnknownZone(store.zone.clone()))
}

type Span = (Timestamp, Timestamp);

fn opening(store: &Store, now: Timestamp, zone: &TimeZone) -> Vec<Span> {
    around(now, zone, |date| {
        let exception = store.exceptions.iter().find(|exception| exception.date == date);
        exception.map_or_else(|| store.hours.of(date.weekday()), |exception| &exception.hours)
    })
}

/// The ranges of yesterday, which may reach past midnight, of today and of the days ahead.
fn around<'a>(now: Timestamp, zone: &TimeZone, hours: impl Fn(Date) -> &'a [TimeRange]) -> Vec<Span> {
    let today = now.to_zoned(zone.clone()).date();
    let dates = (-1..=DAYS_AHEAD).filter_map(|days| today.checked_add(days.days()).ok());
    let of_date = |date: Date| hours(date).iter().filter_map(move |range| span(*range, date, zone));
    dates.flat_map(of_date).collect()
}

fn span(range: TimeRange, date: Date, zone: &TimeZone) -> Option<Span> {
    let (opens, closes) = range.minutes();
    Some((local(date, opens, zone)?, local(date, closes, zone)?))
}

fn hold(spans: &[Span], at: Timestamp) -> bool {
    spans.iter().any(|(begins, ends)| *begins <= at && at < *ends)
}

fn is_paused(store: &Store, at: Timestamp) -> bool {
    store.pause.is_some_and(|pause| pause.until.is_none_or(|end| at < end))
}

/// The moment at which the wall clock shows `minutes` after midnight of `date`; a gap in summer time moves it on.
fn local(date: Date, minutes: u16, zone: &TimeZone) -> Option<Timestamp> {
    let date = date.checked_add(i64::from(minutes / 1440).days()).ok()?;
    let minutes = minutes % 1440;
    let time = date.at(i8::try_from(minutes / 60).ok()?, i8::try_from(minutes % 60).ok()?, 0, 0);
    zone.to_ambiguous_timestamp(time).compatible().ok()
}

#[cfg(test)]
mod tests;
