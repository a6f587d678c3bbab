use crate::{change, databases::Base, minutes, moved, noon, place, placement};
use jiff::SignedDuration;
use order::domain::{ChangeDecision, OrderChange, RefusalReason};
use order_api::{
    EventKind, Order, OrderActor, OrderStatus,
    lifecycle::{TransitionRefusal, UNDO_WINDOW},
};
use service_kit::ClockStep;

pub async fn a_transition_is_written_with_its_event(base: &Base) {
    let order = place(&*base.store, "k", noon()).await;
    let reject = change(&order, OrderStatus::Rejected, OrderActor::Staff, noon() + minutes(1));
    let Some(ChangeDecision::Changed(event)) = base.store.change_order(reject).await.unwrap()
    else {
        panic!("it is allowed")
    };
    assert_eq!((event.kind, event.order.version), (EventKind::StatusChanged, 2));
    assert_eq!(event.order.reason.as_deref(), Some("재료 소진"));
    assert_eq!(base.store.fetch_order(order.id).await.unwrap().as_ref(), Some(&event.order));
    let events = base.store.list_order_events(order.id).await.unwrap();
    assert_eq!(events.iter().map(|e| e.order.version).collect::<Vec<_>>(), [1, 2]);
    assert_eq!((&events[0].order, &events[1]), (&order, &event));
}

pub async fn a_restored_deadline_is_in_the_row_as_in_its_event(base: &Base) {
    let order = place(&*base.store, "k", noon()).await;
    // A clock has more digits than a row.
    let before = noon() + minutes(6) + SignedDuration::from_nanos(123_456_789);
    let step = ClockStep { before, after: before + SignedDuration::from_hours(48) };
    let at = noon() + SignedDuration::from_hours(49);
    let more_time = OrderChange::for_overdue_order(&order, at, Some(step)).unwrap();
    let Some(ChangeDecision::Changed(event)) = base.store.change_order(more_time).await.unwrap()
    else {
        panic!("the clock has skipped its deadline")
    };
    assert!(event.order.handling.accept_by > order.handling.accept_by);
    assert_eq!(base.store.fetch_order(order.id).await.unwrap(), Some(event.order));
}

pub async fn the_same_target_twice_changes_nothing(base: &Base) {
    let order = place(&*base.store, "k", noon()).await;
    let accept = || change(&order, OrderStatus::Accepted, OrderActor::Staff, noon());
    let Some(ChangeDecision::Changed(event)) = base.store.change_order(accept()).await.unwrap()
    else {
        panic!("it is allowed")
    };
    let again = base.store.change_order(accept()).await.unwrap();
    assert_eq!(again, Some(ChangeDecision::Unchanged(event.order)));
    assert_eq!(base.store.list_order_events(order.id).await.unwrap().len(), 2);
}

pub async fn a_refused_transition_changes_nothing(base: &Base) {
    let order = place(&*base.store, "k", noon()).await;
    let complete = change(&order, OrderStatus::Completed, OrderActor::Staff, noon());
    let Some(ChangeDecision::Refused(refused)) = base.store.change_order(complete).await.unwrap()
    else {
        panic!("it is not allowed")
    };
    assert_eq!((refused.current, refused.version), (OrderStatus::Placed, 1));
    assert_eq!(
        refused.allowed,
        [OrderStatus::Accepted, OrderStatus::Rejected, OrderStatus::Cancelled]
    );
    let unknown = placement("other", crate::orders::new_order(), noon()).build_order(1);
    let nobody = base
        .store
        .change_order(change(&unknown, OrderStatus::Accepted, OrderActor::Staff, noon()))
        .await;
    assert_eq!(nobody.unwrap(), None);
    assert_eq!(base.store.fetch_order(order.id).await.unwrap(), Some(order.clone()));
    assert_eq!(base.store.list_order_events(order.id).await.unwrap().len(), 1);
}

pub async fn staff_undo_how_they_ended_it_and_nothing_else(base: &Base) {
    let store = &*base.store;
    let placed = place(store, "k", noon()).await;
    let accepted = moved(store, &placed, OrderStatus::Accepted, noon()).await;
    let cancelled = moved(store, &accepted, OrderStatus::Cancelled, noon()).await;
    let refused = async |from: &Order, to, at| match store
        .change_order(change(from, to, OrderActor::Staff, at))
        .await
    {
        Ok(Some(ChangeDecision::Refused(refused))) => refused.why,
        other => panic!("it is not allowed: {other:?}"),
    };
    assert_eq!(
        refused(&cancelled, OrderStatus::Placed, noon()).await,
        RefusalReason::Table(TransitionRefusal::NotAllowed)
    );
    let late = noon() + UNDO_WINDOW + minutes(1);
    assert_eq!(
        refused(&cancelled, OrderStatus::Accepted, late).await,
        RefusalReason::Table(TransitionRefusal::TooLate)
    );
    let restored = moved(store, &cancelled, OrderStatus::Accepted, noon()).await;
    assert_eq!((restored.version, restored.reason.as_deref()), (4, None));
    assert_eq!(
        refused(&cancelled, OrderStatus::Placed, noon()).await,
        RefusalReason::VersionConflict,
        "undone once"
    );

    let own = place(store, "own", noon()).await;
    let cancel = change(&own, OrderStatus::Cancelled, OrderActor::Customer, noon());
    let Some(ChangeDecision::Changed(event)) = store.change_order(cancel).await.unwrap() else {
        panic!("it is allowed")
    };
    assert_eq!(
        refused(&event.order, OrderStatus::Placed, noon()).await,
        RefusalReason::Table(TransitionRefusal::NotAllowed)
    );
}

pub async fn of_two_who_saw_the_same_version_one_wins(base: &Base) {
    for round in 0..20 {
        let order = place(&*base.store, &format!("k{round}"), noon()).await;
        let accept = base.store.change_order(change(
            &order,
            OrderStatus::Accepted,
            OrderActor::Staff,
            noon(),
        ));
        let cancel = base.store.change_order(change(
            &order,
            OrderStatus::Cancelled,
            OrderActor::Customer,
            noon(),
        ));
        let (accept, cancel) = tokio::join!(accept, cancel);
        let mut won = Vec::new();
        for decision in [accept.unwrap().unwrap(), cancel.unwrap().unwrap()] {
            match decision {
                ChangeDecision::Changed(event) => won.push(event.order),
                ChangeDecision::Refused(refused) => {
                    assert_eq!(refused.why, RefusalReason::VersionConflict);
                }
                other => panic!("nobody asked for {other:?}"),
            }
        }
        assert_eq!(won.len(), 1);
        assert_eq!(base.store.fetch_order(order.id).await.unwrap().as_ref(), won.first());
        assert_eq!(base.store.list_order_events(order.id).await.unwrap().len(), 2);
    }
}
