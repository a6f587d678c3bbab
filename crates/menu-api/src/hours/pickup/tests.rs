use super::{
    super::tests::{at, store},
    *,
};
use crate::{HoursException, OrderingPause, WeeklyHours};
use proptest::{collection::vec, prelude::*};

const TEN: SignedDuration = SignedDuration::from_mins(10);

fn offered(store: &Store, now: &str) -> PickupTimes {
    pickup_times(store, [], TEN, at(now)).unwrap()
}

fn shown(store: &Store, now: &str) -> Vec<String> {
    let zone = store_time_zone(store).unwrap();
    let said = |slot: PickupTime| zone.to_datetime(slot.at).strftime("%H:%M").to_string();
    offered(store, now).slots.into_iter().map(said).collect()
}

fn served(text: &str) -> Vec<TimeRange> {
    vec![text.to_owned().try_into().unwrap()]
}

#[test]
fn slots_begin_when_it_is_ready_and_end_with_the_opening_hours() {
    let mut store = store("Asia/Seoul", &["07:30-09:00", "12:00-12:35"]);
    store.slot_minutes = 15;
    assert_eq!(shown(&store, "2026-03-02T08:20:00+09:00"), ["08:30", "08:45", "12:15", "12:30"]);
    assert_eq!(shown(&store, "2026-03-02T08:20:00.001+09:00"), ["08:45", "12:15", "12:30"]);
    store.slot_minutes = 0;
    assert_eq!(shown(&store, "2026-03-02T08:20:00+09:00"), [""; 0]);
}

#[test]
fn before_an_opening_nothing_can_be_had_that_takes_longer_than_it_is_open() {
    let store = store("Asia/Seoul", &["08:00-08:40", "17:00-22:00"]);
    let times = offered(&store, "2026-03-02T07:00:00+09:00");
    assert_eq!(times.soonest, None, "it is closed");
    let opens_at = at("2026-03-02T08:00:00+09:00");
    assert_eq!((times.slots[0].at, times.slots[0].opens_at), (opens_at + TEN, opens_at));
    let after_the_break = times.slots.iter().find(|slot| slot.opens_at > opens_at).unwrap();
    assert_eq!(after_the_break.at, at("2026-03-02T17:10:00+09:00"));
}

#[test]
fn nothing_is_promised_after_closing() {
    let store = store("Asia/Seoul", &["08:00-22:00"]);
    let soonest = |now| offered(&store, now).soonest.map(|time| time.at);
    assert_eq!(soonest("2026-03-02T21:50:00+09:00"), Some(at("2026-03-02T22:00:00+09:00")));
    assert_eq!(soonest("2026-03-02T21:50:00.001+09:00"), None);
    let half_an_hour = pickup_times(&store, [], TEN * 3, at("2026-03-02T21:40:00+09:00")).unwrap();
    assert_eq!(half_an_hour, PickupTimes::default());
    let early = Store { last_order_minutes: 30, ..store };
    let times = offered(&early, "2026-03-02T21:29:00+09:00");
    assert_eq!(times.slots.len(), 2, "what is ordered in time can be had until closing");
    assert_eq!(offered(&early, "2026-03-02T21:30:00+09:00"), PickupTimes::default());
}

#[test]
fn a_night_goes_on_behind_the_turn_of_the_business_day() {
    let mut store = store("Asia/Seoul", &["18:00-30:00"]);
    store.slot_minutes = 60;
    let all = ["03:00", "04:00", "05:00"];
    assert_eq!(shown(&store, "2026-03-03T02:40:00+09:00"), all);
    assert_eq!(shown(&store, "2026-03-03T03:55:00+09:00"), all[2..]);
    let around_the_clock =
        Store { hours: super::super::tests::store("", &["00:00-24:00"]).hours, ..store };
    assert_eq!(
        shown(&around_the_clock, "2026-03-03T03:55:00+09:00").len(),
        23,
        "until a day from now"
    );
}

#[test]
fn while_ordering_is_paused_no_time_can_be_chosen_and_later_only_those_behind_it() {
    let mut store = store("Asia/Seoul", &["12:00-12:45"]);
    store.pause = Some(OrderingPause::by_staff(Some(at("2026-03-02T12:21:00+09:00"))));
    assert_eq!(offered(&store, "2026-03-02T12:00:00+09:00"), PickupTimes::default());
    assert_eq!(shown(&store, "2026-03-02T11:00:00+09:00"), ["12:30", "12:40"]);
    store.pause = Some(OrderingPause::by_staff(None));
    assert_eq!(offered(&store, "2026-03-02T11:00:00+09:00"), PickupTimes::default());
}

#[test]
fn what_has_hours_of_its_own_can_be_had_in_them() {
    let store = store("Asia/Seoul", &["08:00-22:00"]);
    let lunch = served("11:00-11:20");
    let times = |now| pickup_times(&store, [&[][..], &lunch], TEN, at(now)).unwrap();
    let early = times("2026-03-02T09:30:00+09:00");
    let slots: Vec<_> = early.slots.iter().map(|slot| slot.at).collect();
    assert_eq!(early.soonest, None);
    assert_eq!(slots, [at("2026-03-02T11:00:00+09:00"), at("2026-03-02T11:10:00+09:00")]);
    assert!(times("2026-03-02T11:19:00+09:00").soonest.is_some());
    let can = |now| has_served_slot(&store, &lunch, at(now)).unwrap();
    assert!(can("2026-03-02T07:00:00+09:00") && can("2026-03-02T11:00:00+09:00"));
    assert!(!can("2026-03-02T11:01:00+09:00"), "the last slot is too soon");
    assert!(!can("2026-03-02T21:00:00+09:00"), "tomorrow's is not offered yet");
}

#[test]
fn an_hour_that_is_left_out_has_no_slots_and_one_that_is_repeated_has_them_twice() {
    let mut store = store("Europe/Berlin", &["01:00-03:40"]);
    store.slot_minutes = 30;
    assert_eq!(shown(&store, "2026-03-29T01:10:00+01:00"), ["01:30", "03:00", "03:30"]);
    let autumn = ["02:00", "02:30", "02:00", "02:30", "03:00", "03:30"];
    assert_eq!(shown(&store, "2026-10-25T01:40:00+02:00"), autumn);
}

const ZONES: [&str; 5] =
    ["Asia/Seoul", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns"];

/// Times of day that meet clock changes, midnight, the turn of the business day and each other.
fn any_range() -> impl Strategy<Value = TimeRange> {
    (0..48u32, 1..48u32).prop_filter_map("a range", |(opens, lasts)| {
        let text = |half: u32| format!("{:02}:{:02}", half / 2, half % 2 * 30);
        TimeRange::try_from(format!("{}-{}", text(opens), text(opens + lasts))).ok()
    })
}

fn any_day() -> impl Strategy<Value = Vec<TimeRange>> {
    vec(any_range(), 0..3)
}

fn any_store() -> impl Strategy<Value = Store> {
    let week = [any_day(), any_day(), any_day(), any_day(), any_day(), any_day(), any_day()];
    // Days on which the clocks of some zones change, and others.
    let dates = ["2026-03-28", "2026-03-29", "2026-10-25", "2026-10-04", "2026-11-01"];
    let exceptions = vec((prop::sample::select(dates.to_vec()), any_day()), 0..3);
    let minutes =
        (prop_oneof![Just(0), 1..240u32], prop_oneof![Just(0), 1..90u32], 0..=12u32, 0..3600u32);
    (
        prop::sample::select(ZONES.to_vec()),
        week,
        exceptions,
        minutes,
        prop::option::of(-100..200i64),
    )
        .prop_map(
            |(
                zone,
                [mon, tue, wed, thu, fri, sat, sun],
                exceptions,
                (slot, last_order, hour, lead),
                pause,
            )| Store {
                zone: zone.to_owned(),
                hours: WeeklyHours { mon, tue, wed, thu, fri, sat, sun },
                exceptions: exceptions
                    .into_iter()
                    .map(|(date, hours)| HoursException { date: date.parse().unwrap(), hours })
                    .collect(),
                slot_minutes: slot,
                last_order_minutes: last_order,
                day_begins_hour: hour,
                lead_time_s: lead,
                // Minutes from a fixed time, which the test moves to `now`.
                pause: pause.map(|minutes| {
                    OrderingPause::by_staff(Some(Timestamp::from_second(minutes * 60).unwrap()))
                }),
                ..crate::samples::sample_store()
            },
        )
}

/// Around the clock changes, and anywhere in the year.
fn any_time() -> impl Strategy<Value = Timestamp> {
    let changes = [
        "2026-03-29T01:00:00Z",
        "2026-10-25T01:00:00Z",
        "2026-10-03T15:30:00Z",
        "2026-11-01T06:30:00Z",
    ];
    let near = (prop::sample::select(changes.to_vec()), -90_000..90_000i64)
        .prop_map(|(change, seconds)| at(change) + SignedDuration::from_secs(seconds));
    let millis = 1_767_225_600_000..1_798_761_600_000i64;
    prop_oneof![near, millis.prop_map(|at| Timestamp::from_millisecond(at).unwrap())]
}

proptest! {
    #[test]
    fn whatever_is_offered_lies_ahead_in_an_opening_that_has_time_for_it(
        mut store in any_store(),
        now in any_time(),
        lead_s in 0..20_000i64,
        day_part in prop::option::of(any_range()),
    ) {
        if let Some(pause) = &mut store.pause {
            pause.until = pause.until.map(|until| now + until.duration_since(Timestamp::UNIX_EPOCH));
        }
        let zone = store_time_zone(&store).unwrap();
        let lead = SignedDuration::from_secs(lead_s);
        let served: Vec<_> = day_part.into_iter().collect();
        let times = pickup_times(&store, [&served[..]], lead, now).unwrap();
        let state = ordering_status(&store, now).unwrap();
        prop_assert!(times.slots.is_sorted_by(|one, next| one.at < next.at));
        let is_served = |at| crate::hours::serving_status(&store, &served, at) == Ok(crate::hours::ServingStatus::Now);
        for time in times.slots.iter().chain(&times.soonest) {
            let begins = now.max(time.opens_at);
            prop_assert!(begins + lead <= time.at && time.at <= time.closes_at, "{time:?}");
            // The opening does not depend on the last order time.
            let open = Store { pause: None, last_order_minutes: 0, ..store.clone() };
            let Ok(OrderingStatus::Open { closes_at, .. }) = ordering_status(&open, begins) else { panic!("{time:?} is closed") };
            prop_assert_eq!(closes_at, time.closes_at);
        }
        for PickupTime { at, .. } in &times.slots {
            let wall = zone.to_datetime(*at);
            let shown = u32::try_from(i32::from(wall.hour()) * 60 + i32::from(wall.minute())).unwrap();
            prop_assert!(shown % store.slot_minutes == 0 && wall.second() == 0, "{}", wall);
            prop_assert!(is_served(*at) && !is_paused(&store, *at) && *at < now + A_DAY);
        }
        if let Some(soonest) = times.soonest {
            let is_open = matches!(state, OrderingStatus::Open { until, .. } if now < until);
            prop_assert!(is_open);
            prop_assert!(is_served(now) && soonest.at == now + lead);
        }
        let is_held = matches!(state, OrderingStatus::Paused { .. });
        if is_held {
            prop_assert_eq!(&times, &PickupTimes::default());
        }
        if !served.is_empty() && lead_s <= i64::from(store.lead_time_s) && !times.slots.is_empty() {
            let least = SignedDuration::from_secs(store.lead_time_s.into());
            let slots = pickup_times(&store, [&served[..]], least, now).unwrap().slots;
            prop_assert_eq!(has_served_slot(&store, &served, now), Ok(!slots.is_empty()));
        }
    }
}
