//! When can a customer order? One function answers the page and guards the placing, so they cannot disagree.

use crate::Store;
use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

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
    let zone = zone(store)?;
    let today = now.to_zoned(zone.clone()).date();
    // Yesterday's ranges may reach past midnight.
    let mut ranges: Vec<(Timestamp, Timestamp)> = (-1..=DAYS_AHEAD)
        .filter_map(|days| today.checked_add(days.days()).ok())
        .flat_map(|date| ranges_of(store, date, &zone))
        .collect();
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
        (Some(_), Some(pause)) if pause.until.is_none_or(|end| now < end) => {
            Ordering::Paused { until: pause.until }
        }
        (Some(until), _) => Ordering::Open { until },
    })
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

fn ranges_of(store: &Store, date: Date, zone: &TimeZone) -> Vec<(Timestamp, Timestamp)> {
    let hours = store
        .exceptions
        .iter()
        .find(|exception| exception.date == date)
        .map_or_else(|| store.hours.of(date.weekday()), |exception| &exception.hours);
    hours
        .iter()
        .filter_map(|range| {
            let (opens, closes) = range.minutes();
            Some((local(date, opens, zone)?, local(date, closes, zone)?))
        })
        .collect()
}

/// The moment at which the wall clock shows `minutes` after midnight of `date`; a gap in summer time moves it on.
fn local(date: Date, minutes: u16, zone: &TimeZone) -> Option<Timestamp> {
    let date = date.checked_add(i64::from(minutes / 1440).days()).ok()?;
    let minutes = minutes % 1440;
    let time = date.at(i8::try_from(minutes / 60).ok()?, i8::try_from(minutes % 60).ok()?, 0, 0);
    zone.to_ambiguous_timestamp(time).compatible().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{HoursException, Pause, Text, WeeklyHours};

    fn store(zone: &str, every_day: &[&str]) -> Store {
        let day: Vec<_> = every_day.iter().map(|r| r.to_string().try_into().unwrap()).collect();
        let [mon, tue, wed, thu, fri, sat, sun] = [(); 7].map(|()| day.clone());
        Store {
            id: "main".parse().unwrap(),
            name: Text::default(),
            zone: zone.to_owned(),
            currency: "KRW".to_owned(),
            hours: WeeklyHours { mon, tue, wed, thu, fri, sat, sun },
            exceptions: vec![],
            pause: None,
            lead_time_s: 600,
        }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn open_within_a_range_closed_outside_with_the_next_opening() {
        let store = store("Asia/Seoul", &["07:30-11:00", "12:00-22:00"]);
        assert_eq!(
            ordering(&store, at("2026-03-02T08:00:00+09:00")),
            Ok(Ordering::Open { until: at("2026-03-02T11:00:00+09:00") })
        );
        assert_eq!(
            ordering(&store, at("2026-03-02T11:00:00+09:00")),
            Ok(Ordering::Closed { opens_at: Some(at("2026-03-02T12:00:00+09:00")) })
        );
        assert_eq!(
            ordering(&store, at("2026-03-02T23:00:00+09:00")),
            Ok(Ordering::Closed { opens_at: Some(at("2026-03-03T07:30:00+09:00")) })
        );
    }

    #[test]
    fn a_range_may_pass_midnight() {
        let store = store("Asia/Seoul", &["18:00-25:30"]);
        assert_eq!(
            ordering(&store, at("2026-03-03T01:00:00+09:00")),
            Ok(Ordering::Open { until: at("2026-03-03T01:30:00+09:00") })
        );
    }

    #[test]
    fn round_the_clock_never_closes_at_midnight() {
        let store = store("Asia/Seoul", &["00:00-24:00"]);
        let Ok(Ordering::Open { until }) = ordering(&store, at("2026-03-02T23:59:59+09:00")) else {
            panic!()
        };
        assert!(until > at("2026-03-10T00:00:00+09:00"));
    }

    #[test]
    fn a_dated_exception_replaces_the_usual_day_and_a_pause_ends_by_itself() {
        let mut store = store("Asia/Seoul", &["00:00-24:00"]);
        store.exceptions.push(HoursException { date: "2026-03-02".parse().unwrap(), hours: vec![] });
        assert_eq!(
            ordering(&store, at("2026-03-02T12:00:00+09:00")),
            Ok(Ordering::Closed { opens_at: Some(at("2026-03-03T00:00:00+09:00")) })
        );
        let resume = at("2026-03-03T12:10:00+09:00");
        store.pause = Some(Pause { until: Some(resume) });
        assert_eq!(
            ordering(&store, at("2026-03-03T12:00:00+09:00")),
            Ok(Ordering::Paused { until: Some(resume) })
        );
        assert!(matches!(ordering(&store, resume), Ok(Ordering::Open { .. })));
    }

    #[test]
    fn opening_in_a_summer_time_gap_moves_on() {
        let store = store("Europe/Berlin", &["02:30-10:00"]);
        assert_eq!(
            ordering(&store, at("2026-03-29T03:10:00+02:00")),
            Ok(Ordering::Closed { opens_at: Some(at("2026-03-29T03:30:00+02:00")) })
        );
    }

    #[test]
    fn the_business_day_turns_at_four() {
        let store = store("Asia/Seoul", &[]);
        assert_eq!(business_date(&store, at("2026-03-03T03:59:59+09:00")), Ok("2026-03-02".parse().unwrap()));
        assert_eq!(business_date(&store, at("2026-03-03T04:00:00+09:00")), Ok("2026-03-03".parse().unwrap()));
        assert_eq!(
            business_day_end(&store, at("2026-03-03T03:00:00+09:00")),
            Ok(at("2026-03-03T04:00:00+09:00"))
        );
    }

    #[test]
    fn an_unknown_zone_is_an_error_not_a_guess() {
        assert!(ordering(&store("Asia/Atlantis", &[]), at("2026-03-02T00:00:00Z")).is_err());
    }
}
