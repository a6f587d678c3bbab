//! The business day: the date that a night's work belongs to.

use super::{UnknownZone, resolve_local_time, store_time_zone};
use crate::Store;
use jiff::{Timestamp, civil::Date};

/// The local date, or the day before while the wall clock is below the store's `day_begins_hour`.
///
/// # Errors
/// [`UnknownZone`] when the store's zone is not known.
pub fn business_date(store: &Store, now: Timestamp) -> Result<Date, UnknownZone> {
    let wall = store_time_zone(store)?.to_datetime(now);
    let is_night = u32::from(wall.hour().unsigned_abs()) < store.day_begins_hour;
    Ok(if is_night { wall.date().yesterday().unwrap_or(wall.date()) } else { wall.date() })
}

/// The time at which the business day of `now` ends.
///
/// # Errors
/// [`UnknownZone`] when the store's zone is not known.
pub fn business_day_end(store: &Store, now: Timestamp) -> Result<Timestamp, UnknownZone> {
    let hours = u16::try_from(store.day_begins_hour.min(23)).unwrap_or_default();
    Ok(resolve_local_time(business_date(store, now)?, (24 + hours) * 60, &store_time_zone(store)?)
        .unwrap_or(now))
}

#[cfg(test)]
mod tests {
    use super::{
        super::tests::{at, store},
        *,
    };
    use proptest::prelude::*;

    #[test]
    fn the_business_day_turns_at_the_stores_hour() {
        let usual = store("Asia/Seoul", &[]);
        let late = Store { day_begins_hour: 6, ..usual.clone() };
        let date = |store: &Store, text| business_date(store, at(text)).unwrap().to_string();
        assert_eq!(date(&usual, "2026-03-03T03:59:59+09:00"), "2026-03-02");
        assert_eq!(date(&usual, "2026-03-03T04:00:00+09:00"), "2026-03-03");
        assert_eq!(date(&late, "2026-03-03T05:59:59+09:00"), "2026-03-02");
        assert_eq!(date(&late, "2026-03-03T06:00:00+09:00"), "2026-03-03");
        let end = business_day_end(&usual, at("2026-03-03T03:00:00+09:00"));
        assert_eq!(end, Ok(at("2026-03-03T04:00:00+09:00")));
        let end = business_day_end(&late, at("2026-03-03T05:00:00+09:00"));
        assert_eq!(end, Ok(at("2026-03-03T06:00:00+09:00")));
    }

    #[test]
    fn a_change_of_the_clocks_does_not_move_it() {
        let store = store("Europe/Berlin", &[]);
        let date = |text| business_date(&store, at(text)).unwrap().to_string();
        assert_eq!(date("2026-03-29T03:59:59+02:00"), "2026-03-28");
        assert_eq!(date("2026-03-29T04:00:00+02:00"), "2026-03-29");
        assert_eq!(date("2026-10-25T03:59:59+01:00"), "2026-10-24");
        assert_eq!(date("2026-10-25T04:00:00+01:00"), "2026-10-25");
    }

    proptest! {
        #[test]
        fn a_day_lasts_until_its_end_and_the_next_begins_there(
            zone in prop::sample::select(vec!["Asia/Seoul", "Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns"]),
            second in 1_767_225_600..1_798_761_600i64,
            day_begins_hour in 0..=12u32,
        ) {
            let store = Store { day_begins_hour, ..store(zone, &[]) };
            let now = Timestamp::from_second(second).unwrap();
            let date = business_date(&store, now).unwrap();
            let end = business_day_end(&store, now).unwrap();
            prop_assert!(end > now);
            let before = Timestamp::from_second(end.as_second() - 1).unwrap();
            prop_assert_eq!(business_date(&store, before), Ok(date));
            prop_assert_eq!(business_date(&store, end), Ok(date.tomorrow().unwrap()));
        }
    }
}
