//! Promises: every time that checkout offers can be placed, is within the opening hours, and waits
//! for the counter's acceptance while staff are there; other times cannot be placed.

use crate::{
    fake_menu::FakeMenu,
    fixture::{self, Folder, Process, gateway, menu_until, placement},
};
use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::{get, post},
};
use gateway::{CacheFreshness, Gateway, OrderRequest, PlaceError};
use jiff::{SignedDuration, Timestamp};
use menu_api::{
    Menu, Store,
    hours::{self, OrderingStatus},
};
use order::domain::{IdempotencyKey, OrderPlacement, ValidOrder};
use order_api::{NewOrder, Order, OrderId, OrderPage};
use proptest::{prelude::*, test_runner::TestRunner};
use serde_json::json;
use std::{
    cell::Cell,
    sync::{Arc, Mutex},
};

type Now = Arc<Mutex<Timestamp>>;

/// The order service's own rules behind its endpoint, without a database, at a time that the test
/// sets.
fn order_service() -> (Process, Now) {
    let now = Now::default();
    let nothing = || async { Json(OrderPage { orders: vec![], next_cursor: None }) };
    let router = Router::new()
        .route("/api/v1/orders", post(take).merge(get(nothing)))
        .with_state(now.clone());
    (Process::start(router), now)
}

async fn take(
    State(now): State<Now>,
    headers: HeaderMap,
    Json(new): Json<NewOrder>,
) -> (StatusCode, Json<Order>) {
    let key = IdempotencyKey::parse(headers["idempotency-key"].to_str().unwrap()).unwrap();
    // The order arrives a moment after the gateway has read its clock.
    let at = *now.lock().unwrap() + SignedDuration::from_millis(700);
    let placed =
        OrderPlacement::new(ValidOrder::parse(new).unwrap(), key, OrderId(uuid::Uuid::nil()), at)
            .unwrap();
    (StatusCode::CREATED, Json(placed.build_order(1)))
}

/// Menus of one item, of stores with many kinds of opening hours, breaks, zones and deadlines.
fn any_menu() -> impl Strategy<Value = Menu> {
    let ranges = [
        &["00:00-24:00"][..],
        &["08:00-22:00"],
        &["07:30-14:00", "17:00-21:30"],
        &["18:00-26:00"],
        &["18:00-30:00"],
        &["01:00-03:30"],
        &["08:00-08:20"],
        &[],
    ];
    let day = || prop::sample::select(ranges.to_vec());
    let week = (day(), day(), day());
    let zone = prop::sample::select(vec!["Asia/Seoul", "Europe/Berlin", "Australia/Lord_Howe"]);
    let served = prop::sample::select(vec![
        None,
        None,
        Some("11:00-14:00"),
        Some("08:00-10:30"),
        Some("23:00-26:00"),
    ]);
    let minutes =
        (prop_oneof![Just(0u32), 1..=60u32], prop_oneof![Just(0u32), 1..=90u32], 0..=12u32);
    let seconds = (0..=2_400u32, 60..=7_200u32, 10..=200u32);
    let pause = prop_oneof![4 => Just(None), 1 => Just(Some("2026-03-29T12:00:00+02:00"))];
    (week, zone, served, minutes, seconds, pause).prop_map(
        |((usual, sat, sun), zone, served, (slot, last_order, hour), (lead, within, prep), pause)| {
            let mut menu = fixture::menu(1);
            let mut store = serde_json::to_value(&menu.store).unwrap();
            store["hours"] = json!({ "mon": usual, "tue": usual, "wed": usual, "thu": usual, "fri": usual, "sat": sat, "sun": sun });
            store["pause"] = json!(pause.map(|until| json!({ "until": until })));
            menu.store = Store {
                zone: zone.to_owned(),
                slot_minutes: slot,
                last_order_minutes: last_order,
                day_begins_hour: hour,
                lead_time_s: lead,
                accept_within_s: within,
                ..serde_json::from_value(store).unwrap()
            };
            menu.items[0].served = served.map(|range| range.to_owned().try_into().unwrap()).into_iter().collect();
            menu.items[0].prep_s = prep;
            menu
        },
    )
}

/// Times in the days around a change of the clocks in Berlin.
fn any_time() -> impl Strategy<Value = Timestamp> {
    let begin: Timestamp = "2026-03-27T00:00:00Z".parse().unwrap();
    (0..4 * 86_400_000i64).prop_map(move |millis| begin + SignedDuration::from_millis(millis))
}

fn is_open(store: &Store, at: Timestamp) -> bool {
    let open = Store { pause: None, last_order_minutes: 0, ..store.clone() };
    matches!(hours::ordering_status(&open, at), Ok(OrderingStatus::Open { .. }))
}

/// Checks the promises of a placed order.
fn check(menu: &Menu, order: &Order, now: Timestamp) -> Result<(), TestCaseError> {
    let store = &menu.store;
    let a_moment = SignedDuration::from_millis(1);
    prop_assert!(
        is_open(store, order.promised_at - a_moment),
        "promised for {}",
        order.promised_at
    );
    prop_assert!(order.promised_at >= now);
    let waits_from =
        order.handling.accept_by.unwrap() - SignedDuration::from_secs(store.accept_within_s.into());
    prop_assert!(waits_from > now, "it would be over early");
    prop_assert!(is_open(store, waits_from), "nobody is there at {waits_from}");
    Ok(())
}

async fn keeps_promises(
    (gateway, menu_service, clock): &(Gateway, FakeMenu, Now),
    (menu, now, quantity, other_min): (Menu, Timestamp, u32, i64),
    key: &str,
) -> Result<usize, TestCaseError> {
    menu_service.change(|old| *old = Menu { version: old.version, ..menu.clone() });
    *clock.lock().unwrap() = now;
    let asked = |pickup_at, n: usize| OrderRequest {
        cart: format!("latte*{quantity}").parse().unwrap(),
        pickup_at,
        idempotency_key: format!("{key}-{n}"),
        ..placement("")
    };
    let quote = gateway::quote_cart(&menu, &asked(None, 0).cart, &[], now).unwrap();
    let some = quote.slots.iter().step_by((quote.slots.len() / 3).max(1)).chain(quote.slots.last());
    let offered: Vec<_> =
        quote.is_now.then_some(None).into_iter().chain(some.map(|slot| Some(*slot))).collect();
    for (n, pickup_at) in offered.iter().enumerate() {
        match gateway.place_order(asked(*pickup_at, n), now).await {
            Ok(placed) => check(&menu, &placed.order, now)?,
            Err(error) => {
                return Err(TestCaseError::fail(format!("{pickup_at:?} was offered: {error:?}")));
            }
        }
    }
    // A time that was offered two minutes ago is still accepted.
    let before =
        gateway::quote_cart(&menu, &asked(None, 0).cart, &[], now - SignedDuration::from_mins(2))
            .unwrap();
    let other = Timestamp::from_second(now.as_second() / 60 * 60).unwrap()
        + SignedDuration::from_mins(other_min);
    if !quote.is_now && !before.is_now {
        prop_assert!(gateway.place_order(asked(None, 100), now).await.is_err());
    }
    if !quote.slots.contains(&other) && !before.slots.contains(&other) {
        let refused = gateway.place_order(asked(Some(other), 101), now).await;
        prop_assert!(refused.is_err(), "{other} was not offered");
        let is_known = matches!(
            refused,
            Err(PlaceError::SlotGone | PlaceError::NotOpen(_) | PlaceError::Cart(_))
        );
        prop_assert!(is_known, "{refused:?}");
    }
    Ok(offered.len())
}

#[test]
fn what_is_offered_is_placed_promised_while_open_and_waited_for_while_somebody_is_there() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (order, clock) = order_service();
    let menu_service = FakeMenu::start();
    let folder = Folder::new();
    let gateway = runtime.block_on(async {
        let gateway = gateway(menu_service.process.url(), order.url(), folder.path());
        menu_until(&gateway, |known| known.freshness == CacheFreshness::Fresh).await;
        gateway
    });
    let café = (gateway, menu_service, clock);
    let offered = Cell::new(0);
    let key = Cell::new(0);
    TestRunner::default()
        .run(&(any_menu(), any_time(), 1..=50u32, 0..3_000i64), |case| {
            key.set(key.get() + 1);
            let count = runtime.block_on(keeps_promises(&café, case, &key.get().to_string()))?;
            offered.set(offered.get() + count);
            Ok(())
        })
        .unwrap();
    assert!(offered.get() > 100, "{} were offered", offered.get());
    runtime.block_on(async { drop(café) });
}
