//! Amendments, and transitions that the service makes by itself.

use crate::{change, databases::Base, minutes, moved, noon, orders::new_order, place, placement};
use jiff::Timestamp;
use order::{
    db::{OrderRepository, PlaceOutcome},
    domain::{ChangeDecision, OrderChange},
    operation_caller::OperationCaller,
    overdue,
};
use order_api::{
    EventKind, LineDone, NewOrder, Order, OrderActor, OrderAmendment, OrderDeadlines, OrderStatus,
};
use service_kit::Clock;

/// An amendment by staff that changes nothing.
fn amendment() -> OrderAmendment {
    OrderAmendment { actor: OrderActor::Staff, promised_at: None, line: None, acknowledged: false }
}

async fn amended(
    store: &dyn OrderRepository,
    order: &Order,
    amendment: OrderAmendment,
) -> ChangeDecision {
    let change = OrderChange::parse_amendment(
        order.id,
        amendment,
        OperationCaller::for_service(noon() + minutes(1)),
    )
    .unwrap();
    store.change_order(change).await.unwrap().unwrap()
}

async fn place_with(
    store: &dyn OrderRepository,
    key: &str,
    change: impl FnOnce(&mut NewOrder),
) -> Order {
    let mut order = new_order();
    change(&mut order);
    match store.place_order(placement(key, order, noon())).await.unwrap() {
        PlaceOutcome::New(order) => order,
        other => panic!("{key} is new: {other:?}"),
    }
}

async fn look(store: &dyn OrderRepository, at: Timestamp) {
    overdue::end_overdue_orders(store, &Clock::manual(at)).await.unwrap();
}

async fn status(store: &dyn OrderRepository, order: &Order) -> OrderStatus {
    store.fetch_order(order.id).await.unwrap().unwrap().status
}

pub async fn a_clock_that_is_set_right_ends_nothing(base: &Base) {
    let store = &*base.store;
    let clock = Clock::manual(noon());
    let placed = place(store, "placed", noon()).await;
    let mut ready = place(store, "ready", noon()).await;
    for to in [OrderStatus::Accepted, OrderStatus::Preparing, OrderStatus::Ready] {
        ready = moved(store, &ready, to, noon()).await;
    }
    clock.shift_by(minutes(2 * 24 * 60));
    overdue::end_overdue_orders(store, &clock).await.unwrap();
    clock.advance_by(minutes(9));
    overdue::end_overdue_orders(store, &clock).await.unwrap();
    assert_eq!(
        [status(store, &placed).await, status(store, &ready).await],
        [OrderStatus::Placed, OrderStatus::Ready]
    );
    clock.advance_by(minutes(1));
    overdue::end_overdue_orders(store, &clock).await.unwrap();
    assert_eq!(
        status(store, &placed).await,
        OrderStatus::Expired,
        "its ten minutes are over by now"
    );
    clock.advance_by(minutes(61));
    overdue::end_overdue_orders(store, &clock).await.unwrap();
    assert_eq!(status(store, &ready).await, OrderStatus::NoShow);
    let events = store.list_order_events(placed.id).await.unwrap();
    let kinds: Vec<_> = events.iter().map(|event| event.kind).collect();
    assert_eq!(kinds, [EventKind::Placed, EventKind::Amended, EventKind::StatusChanged]);
}

pub async fn what_is_amended_is_written_with_its_event(base: &Base) {
    let store = &*base.store;
    let order = place(store, "k", noon()).await;
    let asked = OrderAmendment {
        promised_at: Some(noon() + minutes(25)),
        line: Some(LineDone { index: 0, done: true }),
        ..amendment()
    };
    let ChangeDecision::Changed(event) = amended(store, &order, asked.clone()).await else {
        panic!("it is allowed")
    };
    assert_eq!(
        (event.kind, event.order.version, event.order.status),
        (EventKind::Amended, 2, order.status)
    );
    assert_eq!(
        (event.order.promised_at, &event.order.handling.lines_done),
        (noon() + minutes(25), &vec![0])
    );
    assert_eq!(event.order.status_at, order.status_at, "it stands where it stood");
    assert_eq!(store.fetch_order(order.id).await.unwrap().as_ref(), Some(&event.order));
    assert_eq!(store.list_order_events(order.id).await.unwrap()[1], event);
    assert_eq!(
        amended(store, &order, asked).await,
        ChangeDecision::Unchanged(event.order),
        "the same again is done"
    );
}

pub async fn two_who_amend_at_once_do_not_undo_each_other(base: &Base) {
    let store = &*base.store;
    let second = |order: &mut NewOrder| {
        order.lines.push(order.lines[0].clone());
        order.total *= 2;
    };
    for round in 0..10 {
        let order = place_with(store, &format!("k{round}"), second).await;
        let tick =
            |index| OrderAmendment { line: Some(LineDone { index, done: true }), ..amendment() };
        tokio::join!(amended(store, &order, tick(0)), amended(store, &order, tick(1)));
        let order = store.fetch_order(order.id).await.unwrap().unwrap();
        assert_eq!((order.handling.lines_done, order.version), (vec![0, 1], 3));
    }
}

pub async fn what_nobody_moves_in_time_ends_and_nothing_else_does(base: &Base) {
    let store = &*base.store;
    let short = OrderDeadlines { accept_within_s: 60, hold_s: 120, ..OrderDeadlines::default() };
    let forgotten = place_with(store, "forgotten", |order| order.terms = short).await;
    let patient = place(store, "patient", noon()).await;
    let later = place_with(store, "later", |order| {
        (order.terms, order.pickup_at) = (short, Some(noon() + minutes(90)));
    });
    let later = later.await;
    let mut made = place_with(store, "made", |order| order.terms = short).await;
    for to in [OrderStatus::Accepted, OrderStatus::Preparing, OrderStatus::Ready] {
        made = moved(store, &made, to, noon()).await;
    }
    assert_eq!(made.promised_at, noon() + minutes(10));

    look(store, noon() + minutes(1) - minutes(1) / 60).await;
    assert_eq!(status(store, &forgotten).await, OrderStatus::Placed, "a second is left");
    look(store, noon() + minutes(1)).await;
    look(store, noon() + minutes(9)).await;
    assert_eq!(status(store, &forgotten).await, OrderStatus::Expired);
    assert_eq!(status(store, &patient).await, OrderStatus::Placed);
    assert_eq!(status(store, &made).await, OrderStatus::Ready, "it is promised for later");
    look(store, noon() + minutes(12)).await;
    assert_eq!(status(store, &made).await, OrderStatus::NoShow);
    assert_eq!(status(store, &patient).await, OrderStatus::Expired, "its ten minutes are over");
    assert_eq!(status(store, &later).await, OrderStatus::Placed, "nobody works on it yet");
    look(store, noon() + minutes(61)).await;
    assert_eq!(status(store, &later).await, OrderStatus::Expired);

    let events = store.list_order_events(forgotten.id).await.unwrap();
    assert_eq!((events[1].actor, events[1].at), (OrderActor::System, noon() + minutes(1)));
    let early = OrderChange::for_overdue_order(&patient, noon() + minutes(9), None);
    assert!(early.is_none(), "it is not over: {early:?}");
}

pub async fn of_several_who_look_one_ends_an_order(base: &Base) {
    let store = &*base.store;
    let mut orders = Vec::new();
    for index in 0..20 {
        orders.push(place(store, &format!("k{index}"), noon()).await);
    }
    let late = noon() + minutes(11);
    tokio::join!(look(store, late), look(store, late), look(store, late));
    for order in orders {
        let events = store.list_order_events(order.id).await.unwrap();
        let statuses: Vec<_> = events.iter().map(|event| event.order.status).collect();
        assert_eq!(statuses, [OrderStatus::Placed, OrderStatus::Expired]);
    }
}

pub async fn a_store_that_always_says_yes_says_so_in_the_same_transaction(base: &Base) {
    let store = &*base.store;
    let yes = |order: &mut NewOrder| order.terms.auto_accept = true;
    let placed = place_with(store, "k", yes).await;
    assert_eq!((placed.status, placed.version), (OrderStatus::Placed, 1));
    let events = store.list_order_events(placed.id).await.unwrap();
    let told: Vec<_> = events.iter().map(|event| (event.actor, event.order.status)).collect();
    assert_eq!(
        told,
        [(OrderActor::Customer, OrderStatus::Placed), (OrderActor::System, OrderStatus::Accepted)]
    );
    assert_eq!(store.fetch_order(placed.id).await.unwrap().as_ref(), Some(&events[1].order));
    let mut again = new_order();
    yes(&mut again);
    let again = store.place_order(placement("k", again, noon() + minutes(1))).await.unwrap();
    assert_eq!(again, PlaceOutcome::Again(placed), "the same key, the same answer");
}

pub async fn a_snapshot_has_what_the_counter_has_yet_to_acknowledge(base: &Base) {
    let store = &*base.store;
    let theirs = place(store, "theirs", noon()).await;
    let ours = place(store, "ours", noon()).await;
    store
        .change_order(change(&theirs, OrderStatus::Cancelled, OrderActor::Customer, noon()))
        .await
        .unwrap();
    store
        .change_order(change(&ours, OrderStatus::Cancelled, OrderActor::Staff, noon()))
        .await
        .unwrap();
    let later = || store.list_snapshot_orders(noon() + minutes(300), None, 10);
    let kept = later().await.unwrap();
    assert_eq!(kept.iter().map(|order| order.id).collect::<Vec<_>>(), [theirs.id]);
    assert_eq!(
        store.list_snapshot_orders(noon(), None, 10).await.unwrap().len(),
        2,
        "none of them twice"
    );
    amended(store, &theirs, OrderAmendment { acknowledged: true, ..amendment() }).await;
    assert_eq!(later().await.unwrap(), []);
}
