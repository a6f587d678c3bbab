//! Warnings about a store's hours and times: unusual values that may be intended.

use crate::admin::words::page_words;
use jiff::{ToSpan as _, civil::Date};
use menu_api::{Store, TimeRange};

pub(super) const DAY: u32 = 24 * 60;
const WEEK: u32 = 7 * DAY;
/// Currencies that are used in a single time zone.
const ZONES: [(&str, &str); 2] = [("KRW", "Asia/Seoul"), ("JPY", "Asia/Tokyo")];

/// Warnings about the store's settings, in words.
pub(super) fn store_warnings(store: &Store) -> Vec<String> {
    let zone =
        ZONES.iter().find(|(currency, zone)| *currency == store.currency && *zone != store.zone);
    let zone =
        zone.map(|(_, usual)| (page_words().store.warnings.unusual_zone)(&store.zone, usual));
    [
        overlap_warnings(store),
        short_opening_warnings(store),
        day_change_warning(store).into_iter().collect(),
    ]
    .concat()
    .into_iter()
    .chain(zone)
    .collect()
}

/// Start and end in minutes after midnight.
pub(super) fn range_minutes(range: TimeRange) -> (u32, u32) {
    let (opens, closes) = range.minute_bounds();
    (opens.into(), closes.into())
}

pub(super) fn weekly_hours(store: &Store) -> [&[TimeRange]; 7] {
    let week = &store.hours;
    [&week.mon, &week.tue, &week.wed, &week.thu, &week.fri, &week.sat, &week.sun].map(Vec::as_slice)
}

/// A range of `next` that begins before a range of `day` has ended, both as written.
fn find_overnight_overlap(day: &[TimeRange], next: &[TimeRange]) -> Option<(String, String)> {
    let pairs = day.iter().flat_map(|range| next.iter().map(move |next| (*range, *next)));
    let mut late =
        pairs.filter(|(range, next)| range_minutes(*range).1 > DAY + range_minutes(*next).0);
    late.next().map(|(range, next)| (range.into(), next.into()))
}

/// Whether ranges of one day overlap.
pub(super) fn has_overlap(day: &[TimeRange]) -> bool {
    let mut ranges: Vec<_> = day.iter().copied().map(range_minutes).collect();
    ranges.sort_unstable();
    ranges.iter().zip(ranges.iter().skip(1)).any(|(range, next)| next.0 < range.1)
}

fn overlap_warnings(store: &Store) -> Vec<String> {
    let week = weekly_hours(store);
    let words = &page_words().store.warnings;
    let of = |date: Date| {
        let exception = store.exceptions.iter().find(|exception| exception.date == date);
        exception
            .map_or_else(|| store.hours.ranges_on(date.weekday()), |exception| &exception.hours)
    };
    let named = || words.weekdays.map(str::to_owned).into_iter().zip(week);
    let within = named().filter(|(_, day)| has_overlap(day)).map(|(name, _)| name);
    let dated = store.exceptions.iter().filter(|exception| has_overlap(&exception.hours));
    let within = within.chain(dated.map(|exception| exception.date.to_string()));
    let within = within.map(|day| (words.overlap)(&day));

    let nights = named().zip(named().cycle().skip(1));
    let nights =
        nights.map(|((day, hours), (next_day, next_hours))| (day, hours, next_day, next_hours));
    let exceptions = store.exceptions.iter().map(|exception| exception.date);
    let mut evenings: Vec<Date> =
        exceptions.flat_map(|date| [date.checked_sub(1.day()), Ok(date)]).flatten().collect();
    evenings.sort_unstable();
    evenings.dedup();
    let dates = evenings.into_iter().filter_map(|date| {
        let next = date.tomorrow().ok()?;
        Some((date.to_string(), of(date).as_slice(), next.to_string(), of(next).as_slice()))
    });
    let nights = nights.chain(dates).filter_map(|(day, hours, next_day, next_hours)| {
        let (late, early) = find_overnight_overlap(hours, next_hours)?;
        Some((words.overlap_at_night)(&format!("{day} {late}"), &format!("{next_day} {early}")))
    });
    within.chain(nights).collect()
}

/// The openings of a week in minutes from its start; adjacent ranges are merged.
fn weekly_openings(store: &Store) -> Vec<(u32, u32)> {
    // One more week on each side, so that an opening across two weeks is complete.
    let days = (0..3).flat_map(|_| weekly_hours(store)).zip((0..).step_by(DAY as usize));
    let mut ranges: Vec<_> = days
        .flat_map(|(day, begins)| {
            day.iter().map(move |range| {
                (begins + range_minutes(*range).0, begins + range_minutes(*range).1)
            })
        })
        .collect();
    ranges.sort_unstable();
    let mut joined: Vec<(u32, u32)> = Vec::new();
    for (opens, closes) in ranges {
        match joined.last_mut() {
            Some((_, end)) if opens <= *end => *end = closes.max(*end),
            _ => joined.push((opens, closes)),
        }
    }
    // A single opening longer than a week: the store never closes.
    if joined.len() == 1 && joined.iter().all(|(opens, closes)| closes - opens > WEEK) {
        return joined;
    }
    joined.retain(|(opens, _)| (WEEK..2 * WEEK).contains(opens));
    joined.iter().map(|(opens, closes)| (opens - WEEK, closes - WEEK)).collect()
}

fn short_opening_warnings(store: &Store) -> Vec<String> {
    let openings = weekly_openings(store);
    let words = &page_words().store.warnings;
    if openings.is_empty() {
        return vec![words.never_open.to_owned()];
    }
    let last_order = store.last_order_minutes;
    let lead = store.lead_time_s.div_ceil(60);
    let warning = |(opens, closes): (u32, u32)| {
        let open = closes - opens;
        let why = if open <= last_order {
            (words.last_order_too_early)(last_order)
        } else if open < lead {
            (words.lead_too_long)(lead)
        } else {
            return None;
        };
        let day = words.weekdays.get((opens / DAY) as usize % 7)?;
        let minute = opens % DAY;
        let at = format!("{day} {:02}:{:02}", minute / 60, minute % 60);
        Some((words.no_orders_in)(&at, open, &why))
    };
    openings.into_iter().filter_map(warning).collect()
}

fn day_change_warning(store: &Store) -> Option<String> {
    let hour = store.day_begins_hour;
    let is_crossed = |(opens, closes): &(u32, u32)| {
        // A store that never closes has to begin its business day while it is open.
        closes - opens < DAY
            && (0..=14).map(|day| day * DAY + hour * 60).any(|at| *opens < at && at < *closes)
    };
    weekly_openings(store)
        .iter()
        .any(is_crossed)
        .then(|| (page_words().store.warnings.day_changes_while_open)(hour))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn store(set: Value) -> Store {
        let mut store = json!({ "name": { "ko": "카페" }, "zone": "Asia/Seoul", "currency": "KRW", "lead_time_s": 300 });
        let fields = set.as_object().unwrap().clone();
        store.as_object_mut().unwrap().extend(fields);
        serde_json::from_value(store).unwrap()
    }

    fn warnings(set: Value) -> Vec<String> {
        store_warnings(&store(set))
    }

    #[test]
    fn hours_as_most_cafes_have_them_are_not_warned_of() {
        let week = json!({ "mon": ["07:30-11:00", "12:00-22:00"], "wed": ["06:00-22:00"], "fri": ["18:00-24:00"], "sat": ["00:00-03:00"], "sun": ["20:00-26:00"] });
        assert_eq!(
            warnings(json!({ "hours": week, "last_order_minutes": 120 })),
            Vec::<String>::new()
        );
        let always = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
            .map(|day| (day.to_owned(), json!(["00:00-24:00"])));
        let always: serde_json::Map<_, _> = always.into_iter().collect();
        assert_eq!(
            warnings(json!({ "hours": always })),
            Vec::<String>::new(),
            "open around the clock"
        );
    }

    #[test]
    fn hours_that_overlap_over_midnight_or_within_a_day_are_told() {
        let night = |hours: Value| warnings(json!({ "hours": hours }));
        let told = night(json!({ "mon": ["18:00-27:00"], "tue": ["02:00-10:00"] }));
        assert!(
            told.iter().any(|words| words.contains("월요일 18:00-27:00")
                && words.contains("화요일 02:00-10:00")),
            "{told:?}"
        );
        let told = night(json!({ "sun": ["18:00-26:00"], "mon": ["01:00-02:00"] }));
        assert!(told[0].contains("일요일") && told[0].contains("월요일"), "{told:?}");
        let told = night(json!({ "wed": ["09:00-13:00", "12:00-18:00"] }));
        assert!(told[0].contains("수요일"), "{told:?}");
    }

    #[test]
    fn an_exception_is_held_against_the_days_beside_it() {
        let with = |exceptions: Value| {
            let hours = json!({ "thu": ["18:00-26:00"], "fri": ["08:00-22:00"] });
            warnings(json!({ "hours": hours, "exceptions": exceptions }))
        };
        // 2026-12-25 is a Friday.
        assert_eq!(with(json!([{ "date": "2026-12-25", "hours": [] }])), Vec::<String>::new());
        let early = with(json!([{ "date": "2026-12-25", "hours": ["01:00-10:00"] }]));
        assert!(
            early[0].starts_with("2026-12-24 18:00-26:00이 2026-12-25 01:00-10:00과"),
            "{early:?}"
        );
        let late = with(json!([{ "date": "2026-12-24", "hours": ["20:00-33:00"] }]));
        assert!(late.len() == 1 && late[0].contains("2026-12-25"), "{late:?}");
        let both = json!([{ "date": "2026-12-24", "hours": ["20:00-27:00"] }, { "date": "2026-12-25", "hours": ["02:00-10:00"] }]);
        assert_eq!(with(both).len(), 1);
    }

    #[test]
    fn openings_in_which_nothing_can_be_ordered_are_told() {
        let short = |set: Value| {
            let mut all = json!({ "hours": { "tue": ["08:00-09:00"], "wed": ["08:00-22:00"] } });
            all.as_object_mut().unwrap().extend(set.as_object().unwrap().clone());
            warnings(all)
        };
        assert_eq!(short(json!({ "last_order_minutes": 59 })), Vec::<String>::new());
        assert!(short(json!({ "last_order_minutes": 60 }))[0].contains("화요일 08:00"));
        assert!(short(json!({ "lead_time_s": 3_660 }))[0].contains("예상 시간(61분)"));
        assert!(warnings(json!({ "hours": {} }))[0].contains("일주일"));
        // Ranges that touch at midnight are one opening.
        let joined = json!({ "sun": ["23:30-24:00"], "mon": ["00:00-09:00"] });
        assert_eq!(
            warnings(json!({ "hours": joined, "last_order_minutes": 60, "day_begins_hour": 9 })),
            Vec::<String>::new()
        );
    }

    #[test]
    fn a_day_that_changes_while_open_and_a_zone_elsewhere_are_told() {
        let night = |hour: u32| {
            warnings(json!({ "hours": { "sun": ["18:00-29:00"] }, "day_begins_hour": hour }))
        };
        assert!(night(4)[0].contains("4시") && night(5).is_empty() && night(0).len() == 1);
        let abroad = |currency: &str| {
            warnings(
                json!({ "zone": "UTC", "currency": currency, "hours": { "mon": ["08:00-22:00"] } }),
            )
        };
        assert!(abroad("KRW")[0].contains("Asia/Seoul") && abroad("EUR").is_empty());
    }
}
