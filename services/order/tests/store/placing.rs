use crate::{
    change, databases::Base, minutes, moved, noon, orders::new_order, place, place_in, placement,
};
use futures::future::join_all;
use jiff::SignedDuration;
use order::db::{self, OrderFilter, PlaceOutcome, PlacingRefusal, RepositoryError};
use order_api::{CupKind, EventKind, NewOrder, Order, OrderActor, OrderStatus};
use std::{collections::BTreeSet, num::NonZeroU32};

async fn all(base: &Base) -> Vec<Order> {
    base.store.list_orders(&OrderFilter::for_store("main", 200)).await.unwrap().orders
}

pub async fn a_placed_order_reads_back_whole(base: &Base) {
    let mut wanted = new_order();
    wanted.note = "'; DROP TABLE orders; -- \u{1F9CB} \\".to_owned();
    wanted.lines.push(wanted.lines[0].clone());
    wanted.lines[1].options.clear();
    wanted.lines[1].line_total = 10_000;
    wanted.total += 10_000;
    wanted.cup = Some(CupKind::Own);
    wanted.pickup_at = Some(noon() + minutes(90));
    let placed = base.store.place_order(placement("k", wanted.clone(), noon())).await.unwrap();
    let PlaceOutcome::New(order) = placed else { panic!("it is new") };
    assert_eq!((&order.lines, &order.note, order.total), (&wanted.lines, &wanted.note, 21_200));
    assert_eq!((order.number, order.version, order.placed_at), (1, 1, noon()));
    assert_eq!(
        (order.cup, order.pickup_at, order.promised_at),
        (wanted.cup, wanted.pickup_at, noon() + minutes(90))
    );
    assert_eq!(base.store.fetch_order(order.id).await.unwrap().as_ref(), Some(&order));
    assert_eq!(all(base).await, std::slice::from_ref(&order));
    let events = base.store.list_order_events(order.id).await.unwrap();
    assert_eq!(events.len(), 1);
    assert_eq!(
        (events[0].kind, events[0].actor, events[0].at),
        (EventKind::Placed, OrderActor::Customer, noon())
    );
    assert_eq!(events[0].order, order);
    let unknown = placement("other", new_order(), noon()).order_id();
    assert_eq!(base.store.fetch_order(unknown).await.unwrap(), None);
    assert_eq!(base.store.list_order_events(unknown).await.unwrap(), []);
}

pub async fn a_slot_takes_so_many_orders_and_a_cancelled_one_makes_room(base: &Base) {
    let at = |minute: i64| {
        let mut wanted = new_order();
        wanted.pickup_at = Some(noon() + minutes(minute));
        wanted.slot_limit = NonZeroU32::new(2);
        wanted
    };
    let keys: Vec<_> = (0..8).map(|n| format!("slot-{n}")).collect();
    let presses = keys.iter().map(|key| base.store.place_order(placement(key, at(60), noon())));
    let placed = join_all(presses).await.into_iter().map(Result::unwrap);
    let (full, taken): (Vec<_>, Vec<_>) =
        placed.partition(|placed| *placed == PlaceOutcome::Refused(PlacingRefusal::SlotFull));
    assert_eq!((taken.len(), full.len()), (2, 6));
    let Some(PlaceOutcome::New(first)) = taken.into_iter().next() else { panic!("it is new") };
    let Ok(PlaceOutcome::New(other)) =
        base.store.place_order(placement("other", at(70), noon())).await
    else {
        panic!("another slot is free")
    };
    assert_eq!(other.number, 3, "who was refused has taken no number");
    base.store
        .change_order(change(&first, OrderStatus::Cancelled, OrderActor::Customer, noon()))
        .await
        .unwrap();
    let late = base.store.place_order(placement("late", at(60), noon())).await;
    assert!(matches!(late, Ok(PlaceOutcome::New(_))), "{late:?}");
    let refused = base.store.place_order(placement("too-late", at(60), noon())).await;
    assert_eq!(refused.unwrap(), PlaceOutcome::Refused(PlacingRefusal::SlotFull));
    let elsewhere = NewOrder { store: "other".to_owned(), ..at(60) };
    let elsewhere = base.store.place_order(placement("elsewhere", elsewhere, noon())).await;
    assert!(matches!(elsewhere, Ok(PlaceOutcome::New(_))), "{elsewhere:?}");
}

pub async fn a_retried_placement_makes_one_order(base: &Base) {
    let order = place(&*base.store, "k", noon()).await;
    let change = change(&order, OrderStatus::Accepted, OrderActor::Staff, noon());
    base.store.change_order(change).await.unwrap();
    let again =
        base.store.place_order(placement("k", new_order(), noon() + minutes(5))).await.unwrap();
    assert_eq!(
        again,
        PlaceOutcome::Again(order.clone()),
        "the answer is the first one, not today's state"
    );
    let first = new_order();
    let requoted = NewOrder {
        lead_time_s: first.lead_time_s + 300,
        menu_version: first.menu_version + 1,
        menu_verified: !first.menu_verified,
        ..first
    };
    let again =
        base.store.place_order(placement("k", requoted, noon() + minutes(5))).await.unwrap();
    assert_eq!(
        again,
        PlaceOutcome::Again(order),
        "menu and queue went on meanwhile, and the customer wants the same"
    );
    assert_eq!(all(base).await.len(), 1);
}

pub async fn a_key_placed_something_else_before_and_nothing_changes(base: &Base) {
    let order = place(&*base.store, "k", noon()).await;
    let other = NewOrder { note: "other".to_owned(), ..new_order() };
    assert_eq!(
        base.store.place_order(placement("k", other, noon())).await.unwrap(),
        PlaceOutcome::KeyReused
    );
    assert_eq!(all(base).await, [order]);
    assert_eq!(place(&*base.store, "next", noon()).await.number, 2, "no number was spent");
}

pub async fn a_hundred_parallel_placements_with_one_key_make_one_order(base: &Base) {
    let placements = (0..100).map(|_| base.store.place_order(placement("k", new_order(), noon())));
    let mut new = 0;
    let mut answers = Vec::new();
    for placed in join_all(placements).await {
        match placed.unwrap() {
            PlaceOutcome::New(order) => {
                new += 1;
                answers.push(order);
            }
            PlaceOutcome::Again(order) => answers.push(order),
            other => panic!("the body is the same: {other:?}"),
        }
    }
    assert_eq!((new, answers.len()), (1, 100));
    assert!(answers.iter().all(|order| *order == answers[0]));
    assert_eq!(all(base).await, answers[..1]);
}

/// Places under `key`; what the database had no connection for in time is sent again, as a gateway
/// does.
async fn place_at_last(base: &Base, key: &str) -> Order {
    for _ in 0..10 {
        match base.store.place_order(placement(key, new_order(), noon())).await {
            Ok(PlaceOutcome::New(order) | PlaceOutcome::Again(order)) => return order,
            Err(RepositoryError::Unavailable(_)) => {}
            other => panic!("{key}: {other:?}"),
        }
    }
    panic!("{key} finds no connection ten times")
}

pub async fn two_hundred_parallel_placements_have_gap_free_numbers(base: &Base) {
    let keys: Vec<_> = (0..200).map(|i| format!("k{i}")).collect();
    let orders = join_all(keys.iter().map(|key| place_at_last(base, key))).await;
    let numbers: BTreeSet<_> = orders.iter().map(|order| order.number).collect();
    assert_eq!(numbers, (1..=200).collect());
    assert_eq!(all(base).await.len(), 200);
}

pub async fn numbers_begin_again_each_business_day_and_in_each_store(base: &Base) {
    let store = &*base.store;
    let day = SignedDuration::from_hours(24);
    let mut ended = Vec::new();
    for key in ["a", "b"] {
        ended.push(place(store, key, noon()).await);
    }
    assert_eq!([ended[0].number, ended[1].number], [1, 2]);
    assert_eq!(
        place_in(store, "second", "a", noon()).await.number,
        1,
        "keys and numbers are a store's own"
    );
    let before_four = place(store, "c", noon() + SignedDuration::from_hours(15)).await;
    assert_eq!(
        (before_four.number, before_four.business_date.to_string()),
        (3, "2025-07-12".to_owned())
    );
    ended.push(before_four);
    for order in &ended {
        moved(store, order, OrderStatus::Rejected, noon() + minutes(1)).await;
    }
    let next = place(store, "d", noon() + day).await;
    assert_eq!((next.number, next.business_date.to_string()), (1, "2025-07-13".to_owned()));
}

pub async fn numbers_go_on_over_the_turn_of_the_day_while_one_is_open(base: &Base) {
    let store = &*base.store;
    let night = noon() + minutes(15 * 60 + 55);
    let turned = night + minutes(6);
    let mut orders = Vec::new();
    for key in ["a", "b", "c"] {
        orders.push(place(store, key, night).await);
    }
    let next = place(store, "d", turned).await;
    assert_eq!((next.number, next.business_date.to_string()), (4, "2025-07-13".to_owned()));
    assert_eq!(place(store, "e", turned).await.number, 5);
    // For a store whose day begins later it is still yesterday; that date's count skips open
    // numbers.
    let later = NewOrder { day_begins_hour: 6, ..new_order() };
    let PlaceOutcome::New(back) = store.place_order(placement("f", later, turned)).await.unwrap()
    else {
        panic!("it is new")
    };
    assert_eq!((back.number, back.business_date.to_string()), (6, "2025-07-12".to_owned()));
    assert_eq!(place(store, "g", turned).await.number, 7);
}

pub async fn a_number_that_may_be_recalled_is_not_given_again(base: &Base) {
    let store = &*base.store;
    let night = noon() + minutes(15 * 60 + 50);
    let mut order = place(store, "a", night).await;
    for to in
        [OrderStatus::Accepted, OrderStatus::Preparing, OrderStatus::Ready, OrderStatus::Completed]
    {
        order = moved(store, &order, to, night).await;
    }
    assert_eq!(place(store, "b", night + minutes(10)).await.number, 2);
    let other = place_in(store, "second", "b", night + minutes(10)).await;
    assert_eq!(other.number, 1, "another store's number is its own");
}

pub async fn of_parallel_placements_around_the_turn_none_have_the_same_number(base: &Base) {
    let night = noon() + minutes(15 * 60 + 59);
    place(&*base.store, "open", night).await;
    let keys: Vec<_> = (0..40).map(|n| format!("k{n}")).collect();
    // Replicas' clocks differ: some place on yesterday's date, some on today's.
    let placements =
        keys.iter().zip(0..).map(|(key, n)| place(&*base.store, key, night + minutes(n % 2 * 2)));
    let numbers: BTreeSet<_> =
        join_all(placements).await.iter().map(|order| order.number).collect();
    assert_eq!(numbers.len(), 40);
    assert!(!numbers.contains(&1));
}

pub async fn a_failing_placement_takes_back_only_itself(base: &Base) {
    // Another order already has the number that comes next.
    let first = place(&*base.store, "first", noon()).await;
    base.execute_sql("UPDATE orders SET number = 2, status = 'rejected'").await;
    let doomed = placement("doomed", new_order(), noon());
    let neighbour = NewOrder { store: "second".to_owned(), ..new_order() };
    let (failed, fine) = tokio::join!(
        base.store.place_order(doomed.clone()),
        base.store.place_order(placement("n", neighbour, noon())),
    );
    assert!(matches!(failed, Err(RepositoryError::Constraint(_))), "{failed:?}");
    assert!(matches!(fine, Ok(PlaceOutcome::New(_))), "{fine:?}");
    assert_eq!(base.store.list_order_events(doomed.order_id()).await.unwrap(), []);
    base.execute_sql("UPDATE orders SET number = 1 WHERE store_id = 'main'").await;
    let PlaceOutcome::New(order) = base.store.place_order(doomed).await.unwrap() else {
        panic!("no key was kept")
    };
    assert_eq!((first.number, order.number), (1, 2), "and no number was spent");
}

pub async fn a_database_opened_twice_at_once_keeps_everything(base: &Base) {
    let order = place(&*base.store, "k", noon()).await;
    let (one, two) = tokio::join!(db::open_repository(&base.url), db::open_repository(&base.url));
    for store in [one.unwrap(), two.unwrap()] {
        assert_eq!(store.fetch_order(order.id).await.unwrap().as_ref(), Some(&order));
        let again = store.place_order(placement("k", new_order(), noon())).await.unwrap();
        assert_eq!(again, PlaceOutcome::Again(order.clone()));
        store.close().await;
    }
}
