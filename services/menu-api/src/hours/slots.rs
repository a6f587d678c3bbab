//! The times a customer may choose to pick an order up at.

use super::{UnknownZone, business_day_end, hold, is_paused, opening, zone};
use crate::Store;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};

/// From `earliest` to the end of the business day that holds at `now`, every moment at which the store is open, not
/// paused, and its wall clock shows a multiple of the store's `slot_minutes` after midnight. An hour that a change of
/// the clocks repeats has its slots twice, and one that it leaves out has none.
///
/// # Errors
/// [`UnknownZone`] when the store's zone is not known.
pub fn slots(store: &Store, now: Timestamp, earliest: Timestamp) -> Result<Vec<Timestamp>, UnknownZone> {
    let (zone, end) = (zone(store)?, business_day_end(store, now)?);
    let open = opening(store, now, &zone);
    let mut slots = Vec::new();
    let mut at = whole_minute(earliest.max(now));
    while let Some(moment) = at.filter(|_| store.slot_minutes > 0).filter(|moment| *moment < end) {
        let to_go = minutes_to_go(moment, store.slot_minutes, &zone);
        if to_go == store.slot_minutes && hold(&open, moment) && !is_paused(store, moment) {
            slots.push(moment);
        }
        at = moment.checked_add(SignedDuration::from_mins(to_go.into())).ok();
    }
    Ok(slots)
}

/// To the next multiple that the wall clock shows, unless it is changed before; at least one.
fn minutes_to_go(at: Timestamp, step: u32, zone: &TimeZone) -> u32 {
    let wall = zone.to_datetime(at);
    let shown = u32::from(wall.hour().unsigned_abs()) * 60 + u32::from(wall.minute().unsigned_abs());
    step - shown % step
}

/// The first whole minute from `at` on.
fn whole_minute(at: Timestamp) -> Option<Timestamp> {
    let second = at.as_second() + i64::from(at.subsec_nanosecond() > 0);
    Timestamp::from_second(second + (-second).rem_euclid(60)).ok()
}

#[cfg(test)]
mod tests {
    use super::{
        super::tests::{at, store},
        *,
    };
    use crate::{
        Pause,
        hours::{Ordering, ordering},
    };
    use proptest::prelude::*;

    fn shown(store: &Store, now: &str, earliest: &str) -> Vec<String> {
        let zone = zone(store).unwrap();
        let slots = slots(store, at(now), at(earliest)).unwrap();
        slots.into_iter().map(|slot| zone.to_datetime(slot).strftime("%H:%M").to_string()).collect()
    }

    #[test]
    fn slots_begin_at_the_earliest_and_end_with_the_opening_hours() {
        let mut store = store("Asia/Seoul", &["07:30-09:00", "12:00-12:25"]);
        store.slot_minutes = 15;
        let now = "2026-03-02T08:20:00+09:00";
        let all = ["08:30", "08:45", "12:00", "12:15"];
        assert_eq!(shown(&store, now, "2026-03-02T08:30:00+09:00"), all, "the earliest is one of them");
        assert_eq!(shown(&store, now, "2026-03-02T08:30:00.001+09:00"), all[1..]);
        assert_eq!(shown(&store, now, "2026-03-02T07:30:00+09:00"), all, "none is over");
        store.pause = Some(Pause::until(Some(at("2026-03-02T12:01:00+09:00"))));
        assert_eq!(shown(&store, now, now), ["12:15"]);
        store.pause = Some(Pause::until(None));
        assert_eq!(shown(&store, now, now), [""; 0]);
        store.slot_minutes = 0;
        store.pause = None;
        assert_eq!(shown(&store, now, now), [""; 0]);
    }

    #[test]
    fn the_business_day_is_the_last_one_offered() {
        let mut store = store("Asia/Seoul", &["00:00-24:00"]);
        store.slot_minutes = 30;
        let late = "2026-03-03T02:40:00+09:00";
        assert_eq!(shown(&store, late, late), ["03:00", "03:30"]);
    }

    #[test]
    fn an_hour_that_is_left_out_has_no_slots_and_one_that_is_repeated_has_them_twice() {
        let mut store = store("Europe/Berlin", &["00:00-24:00"]);
        store.slot_minutes = 30;
        let spring = "2026-03-29T01:10:00+01:00";
        assert_eq!(shown(&store, spring, spring), ["01:30", "03:00", "03:30"]);
        let autumn = "2026-10-25T01:40:00+02:00";
        assert_eq!(shown(&store, autumn, autumn), ["02:00", "02:30", "02:00", "02:30", "03:00", "03:30"]);
    }

    proptest! {
        #[test]
        fn whatever_is_offered_is_open_ahead_and_shows_a_multiple(
            zone_of in prop::sample::select(vec!["Asia/Seoul", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns"]),
            hours in prop::sample::select(vec![vec!["00:00-24:00"], vec!["07:30-11:00", "12:00-25:30"], vec!["02:30-03:30"], vec![]]),
            step in prop_oneof![0..200u32, any::<u32>()],
            second in 1_767_225_600..1_798_761_600i64,
            ahead_s in 0..200_000i64,
        ) {
            let mut store = store(zone_of, &hours);
            store.slot_minutes = step;
            let now = Timestamp::from_second(second).unwrap();
            let earliest = now + SignedDuration::from_secs(ahead_s);
            let (zone, slots) = (zone(&store).unwrap(), slots(&store, now, earliest).unwrap());
            prop_assert!(slots.is_sorted_by(|one, next| one < next));
            for slot in slots {
                let wall = zone.to_datetime(slot);
                let shown = u32::try_from(i32::from(wall.hour()) * 60 + i32::from(wall.minute())).unwrap();
                prop_assert!(shown % step == 0 && wall.second() == 0 && slot >= earliest, "{wall}");
                prop_assert!(matches!(ordering(&store, slot), Ok(Ordering::Open { .. })), "{wall}");
                prop_assert!(slot < business_day_end(&store, now).unwrap());
            }
        }
    }
}
