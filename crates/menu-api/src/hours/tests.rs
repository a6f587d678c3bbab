use super::*;
use crate::{HoursException, OrderingPause, WeeklyHours, samples};

pub(super) fn store(zone: &str, every_day: &[&str]) -> Store {
    let day: Vec<_> = every_day.iter().map(|r| r.to_string().try_into().unwrap()).collect();
    let [mon, tue, wed, thu, fri, sat, sun] = [(); 7].map(|()| day.clone());
    Store {
        zone: zone.to_owned(),
        hours: WeeklyHours { mon, tue, wed, thu, fri, sat, sun },
        ..samples::sample_store()
    }
}

pub(super) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn open_within_a_range_closed_outside_with_the_next_opening() {
    let store = store("Asia/Seoul", &["07:30-11:00", "12:00-22:00"]);
    assert_eq!(
        ordering_status(&store, at("2026-03-02T08:00:00+09:00")),
        Ok(OrderingStatus::Open {
            until: at("2026-03-02T11:00:00+09:00"),
            closes_at: at("2026-03-02T11:00:00+09:00")
        })
    );
    assert_eq!(
        ordering_status(&store, at("2026-03-02T11:00:00+09:00")),
        Ok(OrderingStatus::Closed { opens_at: Some(at("2026-03-02T12:00:00+09:00")) })
    );
    assert_eq!(
        ordering_status(&store, at("2026-03-02T23:00:00+09:00")),
        Ok(OrderingStatus::Closed { opens_at: Some(at("2026-03-03T07:30:00+09:00")) })
    );
}

#[test]
fn a_range_may_pass_midnight() {
    let store = store("Asia/Seoul", &["18:00-25:30"]);
    assert_eq!(
        ordering_status(&store, at("2026-03-03T01:00:00+09:00")),
        Ok(OrderingStatus::Open {
            until: at("2026-03-03T01:30:00+09:00"),
            closes_at: at("2026-03-03T01:30:00+09:00")
        })
    );
}

#[test]
fn round_the_clock_never_closes_at_midnight() {
    let store = store("Asia/Seoul", &["00:00-24:00"]);
    let Ok(OrderingStatus::Open { until, .. }) =
        ordering_status(&store, at("2026-03-02T23:59:59+09:00"))
    else {
        panic!()
    };
    assert!(until > at("2026-03-10T00:00:00+09:00"));
}

#[test]
fn a_dated_exception_replaces_the_usual_day_and_a_pause_ends_by_itself() {
    let mut store = store("Asia/Seoul", &["00:00-24:00"]);
    store.exceptions.push(HoursException { date: "2026-03-02".parse().unwrap(), hours: vec![] });
    assert_eq!(
        ordering_status(&store, at("2026-03-02T12:00:00+09:00")),
        Ok(OrderingStatus::Closed { opens_at: Some(at("2026-03-03T00:00:00+09:00")) })
    );
    let resume = at("2026-03-03T12:10:00+09:00");
    store.pause = Some(OrderingPause::by_staff(Some(resume)));
    assert_eq!(
        ordering_status(&store, at("2026-03-03T12:00:00+09:00")),
        Ok(OrderingStatus::Paused { until: Some(resume) })
    );
    assert!(matches!(ordering_status(&store, resume), Ok(OrderingStatus::Open { .. })));
}

#[test]
fn opening_in_a_summer_time_gap_moves_on() {
    let store = store("Europe/Berlin", &["02:30-10:00"]);
    assert_eq!(
        ordering_status(&store, at("2026-03-29T03:10:00+02:00")),
        Ok(OrderingStatus::Closed { opens_at: Some(at("2026-03-29T03:30:00+02:00")) })
    );
}

#[test]
fn orders_end_at_the_last_order_time_of_each_opening() {
    let store = Store {
        last_order_minutes: 30,
        ..store("Asia/Seoul", &["08:00-14:00", "17:00-22:00", "23:00-23:20"])
    };
    let ordering_at = |text| ordering_status(&store, at(text)).unwrap();
    assert_eq!(
        ordering_at("2026-03-02T13:29:59+09:00"),
        OrderingStatus::Open {
            until: at("2026-03-02T13:30:00+09:00"),
            closes_at: at("2026-03-02T14:00:00+09:00")
        }
    );
    let closed = |text| OrderingStatus::Closed { opens_at: Some(at(text)) };
    assert_eq!(ordering_at("2026-03-02T13:30:00+09:00"), closed("2026-03-02T17:00:00+09:00"));
    assert_eq!(
        ordering_at("2026-03-02T21:30:00+09:00"),
        closed("2026-03-03T08:00:00+09:00"),
        "an opening that is shorter takes none"
    );
}

#[test]
fn ranges_that_touch_are_one_opening() {
    let store =
        Store { last_order_minutes: 30, ..store("Asia/Seoul", &["18:00-24:00", "00:00-02:00"]) };
    assert_eq!(
        ordering_status(&store, at("2026-03-02T23:50:00+09:00")),
        Ok(OrderingStatus::Open {
            until: at("2026-03-03T01:30:00+09:00"),
            closes_at: at("2026-03-03T02:00:00+09:00")
        })
    );
}

#[test]
fn an_unknown_zone_is_an_error_not_a_guess() {
    assert!(ordering_status(&store("Asia/Atlantis", &[]), at("2026-03-02T00:00:00Z")).is_err());
}

fn hours(text: &str) -> Vec<TimeRange> {
    vec![text.to_owned().try_into().unwrap()]
}

#[test]
fn what_has_hours_of_its_own_is_served_in_them_and_says_when_next() {
    let store = store("Asia/Seoul", &["07:30-22:00"]);
    let served_at = |hours: &[TimeRange], now| serving_status(&store, hours, at(now)).unwrap();
    let later = |next| ServingStatus::Later { next: Some(at(next)) };
    assert_eq!(served_at(&[], "2026-03-02T03:00:00+09:00"), ServingStatus::Now, "it has none");
    let morning = hours("06:00-11:00");
    assert_eq!(served_at(&morning, "2026-03-02T10:59:59+09:00"), ServingStatus::Now);
    assert_eq!(
        served_at(&morning, "2026-03-02T11:00:00+09:00"),
        later("2026-03-03T07:30:00+09:00")
    );
    assert_eq!(
        served_at(&morning, "2026-03-02T05:00:00+09:00"),
        later("2026-03-02T07:30:00+09:00"),
        "the store opens after it"
    );
    let night = hours("23:00-26:00");
    assert_eq!(served_at(&night, "2026-03-03T01:59:00+09:00"), ServingStatus::Now);
    assert_eq!(
        served_at(&night, "2026-03-03T02:00:00+09:00"),
        ServingStatus::Later { next: None },
        "never open then"
    );
}
