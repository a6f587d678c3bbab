use crate::{change, databases::Base, minutes, moved, noon, place, placement};
use jiff::SignedDuration;
use order::domain::{Change, Decision, RefusalReason};
use order_api::{
    Actor, EventKind, Order, Status,
    lifecycle::{StepRefusal, UNDO_WINDOW},
};
use service_kit::ClockStep;

pub async fn a_transition_is_written_with_its_event(base: &Base) {
    let order = place(&*base.store, "k", noon()).await;
    let reject = change(&order, Status::Rejected, Actor::Staff, noon() + minutes(1));
    let Some(Decision::Changed(event)) = base.store.order_change(reject).await.unwrap() else {
        panic!("it is allowed")
    };
    assert_eq!((event.kind, event.order.version), (EventKind::StatusChanged, 2));
    assert_eq!(event.order.reason.as_deref(), Some("재료 소진"));
    assert_eq!(base.store.order_fetch(order.id).await.unwrap().as_ref(), Some(&event.order));
    let events = base.store.order_events_of(order.id).await.unwrap();
    assert_eq!(events.iter().map(|e| e.order.version).collect::<Vec<_>>(), [1, 2]);
    assert_eq!((&events[0].order, &events[1]), (&order, &event));
}

pub async fn a_restored_deadline_is_in_the_row_as_in_its_event(base: &Base) {
    let order = place(&*base.store, "k", noon()).await;
    // A clock has more digits than a row.
    let before = noon() + minutes(6) + SignedDuration::from_nanos(123_456_789);
    let step = ClockStep { before, after: before + SignedDuration::from_hours(48) };
    let at = noon() + SignedDuration::from_hours(49);
    let more_time = Change::overdue(&order, at, Some(step)).unwrap();
    let Some(Decision::Changed(event)) = base.store.order_change(more_time).await.unwrap() else {
        panic!("the clock has skipped its deadline")
    };
    assert!(event.order.handling.accept_by > order.handling.accept_by);
    assert_eq!(base.store.order_fetch(order.id).await.unwrap(), Some(event.order));
}

pub async fn the_same_target_twice_changes_nothing(base: &Base) {
    let order = place(&*base.store, "k", noon()).await;
    let accept = || change(&order, Status::Accepted, Actor::Staff, noon());
    let Some(Decision::Changed(event)) = base.store.order_change(accept()).await.unwrap() else {
        panic!("it is allowed")
    };
    let again = base.store.order_change(accept()).await.unwrap();
    assert_eq!(again, Some(Decision::Unchanged(event.order)));
    assert_eq!(base.store.order_events_of(order.id).await.unwrap().len(), 2);
}

pub async fn a_refused_transition_changes_nothing(base: &Base) {
    let order = place(&*base.store, "k", noon()).await;
    let complete = change(&order, Status::Completed, Actor::Staff, noon());
    let Some(Decision::Refused(refused)) = base.store.order_change(complete).await.unwrap() else {
        panic!("it is not allowed")
    };
    assert_eq!((refused.current, refused.version), (Status::Placed, 1));
    assert_eq!(refused.allowed, [Status::Accepted, Status::Rejected, Status::Cancelled]);
    let unknown = placement("other", crate::orders::new_order(), noon()).order(1);
    let nobody = base.store.order_change(change(&unknown, Status::Accepted, Actor::Staff, noon())).await;
    assert_eq!(nobody.unwrap(), None);
    assert_eq!(base.store.order_fetch(order.id).await.unwrap(), Some(order.clone()));
    assert_eq!(base.store.order_events_of(order.id).await.unwrap().len(), 1);
}

pub async fn staff_undo_how_they_ended_it_and_nothing_else(base: &Base) {
    let store = &*base.store;
    let placed = place(store, "k", noon()).await;
    let accepted = moved(store, &placed, Status::Accepted, noon()).await;
    let cancelled = moved(store, &accepted, Status::Cancelled, noon()).await;
    let refused =
        async |from: &Order, to, at| match store.order_change(change(from, to, Actor::Staff, at)).await {
            Ok(Some(Decision::Refused(refused))) => refused.why,
            other => panic!("it is not allowed: {other:?}"),
        };
    assert_eq!(
        refused(&cancelled, Status::Placed, noon()).await,
        RefusalReason::Table(StepRefusal::NotAllowed)
    );
    let late = noon() + UNDO_WINDOW + minutes(1);
    assert_eq!(refused(&cancelled, Status::Accepted, late).await, RefusalReason::Table(StepRefusal::TooLate));
    let restored = moved(store, &cancelled, Status::Accepted, noon()).await;
    assert_eq!((restored.version, restored.reason.as_deref()), (4, None));
    assert_eq!(
        refused(&cancelled, Status::Placed, noon()).await,
        RefusalReason::VersionConflict,
        "undone once"
    );

    let own = place(store, "own", noon()).await;
    let cancel = change(&own, Status::Cancelled, Actor::Customer, noon());
    let Some(Decision::Changed(event)) = store.order_change(cancel).await.unwrap() else {
        panic!("it is allowed")
    };
    assert_eq!(
        refused(&event.order, Status::Placed, noon()).await,
        RefusalReason::Table(StepRefusal::NotAllowed)
    );
}

pub async fn of_two_who_saw_the_same_version_one_wins(base: &Base) {
    for round in 0..20 {
        let order = place(&*base.store, &format!("k{round}"), noon()).await;
        let accept = base.store.order_change(change(&order, Status::Accepted, Actor::Staff, noon()));
        let cancel = base.store.order_change(change(&order, Status::Cancelled, Actor::Customer, noon()));
        let (accept, cancel) = tokio::join!(accept, cancel);
        let mut won = Vec::new();
        for decision in [accept.unwrap().unwrap(), cancel.unwrap().unwrap()] {
            match decision {
                Decision::Changed(event) => won.push(event.order),
                Decision::Refused(refused) => assert_eq!(refused.why, RefusalReason::VersionConflict),
                other => panic!("nobody asked for {other:?}"),
            }
        }
        assert_eq!(won.len(), 1);
        assert_eq!(base.store.order_fetch(order.id).await.unwrap().as_ref(), won.first());
        assert_eq!(base.store.order_events_of(order.id).await.unwrap().len(), 2);
    }
}
