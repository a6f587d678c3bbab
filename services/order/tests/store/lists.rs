use crate::{
    change, databases::Base, minutes, noon, orders::new_order, place, place_in, placement,
};
use order::db::{OrderFilter, OrderRepository, PlaceOutcome};
use order_api::{CustomerIdentity, NewOrder, Order, OrderActor, OrderId, OrderStatus};
use std::collections::BTreeSet;

fn ids(orders: &[Order]) -> Vec<OrderId> {
    orders.iter().map(|order| order.id).collect()
}

async fn pages(store: &dyn OrderRepository, mut filter: OrderFilter) -> Vec<Vec<OrderId>> {
    let mut pages = Vec::new();
    loop {
        let page = store.list_orders(&filter).await.unwrap();
        pages.push(ids(&page.orders));
        let Some(next) = page.next_cursor else { return pages };
        filter.after = Some(next.parse().unwrap());
    }
}

pub async fn pages_follow_each_other_without_gap_or_double(base: &Base) {
    let mut placed = Vec::new();
    for i in 0..11 {
        // Some have the same millisecond, so the id decides.
        placed.push(place(&*base.store, &format!("k{i}"), noon() + minutes(i / 3)).await);
    }
    placed.sort_by_key(|order| std::cmp::Reverse((order.placed_at, order.id)));
    let pages = pages(&*base.store, OrderFilter::for_store("main", 4)).await;
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [4, 4, 3]);
    assert_eq!(pages.concat(), ids(&placed));
    let whole = base.store.list_orders(&OrderFilter::for_store("main", 11)).await.unwrap();
    assert_eq!(
        (whole.orders.len(), whole.next_cursor),
        (11, None),
        "a page that just fits is the last"
    );
}

pub async fn a_page_cursor_stays_right_when_newer_orders_come(base: &Base) {
    let mut old = Vec::new();
    for i in 0..4 {
        old.push(place(&*base.store, &format!("k{i}"), noon() + minutes(i)).await);
    }
    let first = base.store.list_orders(&OrderFilter::for_store("main", 2)).await.unwrap();
    place(&*base.store, "newer", noon() + minutes(60)).await;
    let after = first.next_cursor.unwrap().parse().unwrap();
    let second = base
        .store
        .list_orders(&OrderFilter { after: Some(after), ..OrderFilter::for_store("main", 2) })
        .await
        .unwrap();
    assert_eq!(ids(&second.orders), [old[1].id, old[0].id]);
}

pub async fn each_filter_narrows(base: &Base) {
    let store = &*base.store;
    let placed = place(store, "a", noon()).await;
    let accepted = place(store, "b", noon() + minutes(1)).await;
    store
        .change_order(change(&accepted, OrderStatus::Accepted, OrderActor::Staff, noon()))
        .await
        .unwrap();
    let cancelled = place(store, "c", noon() + minutes(2)).await;
    store
        .change_order(change(&cancelled, OrderStatus::Cancelled, OrderActor::Staff, noon()))
        .await
        .unwrap();
    let customer = CustomerIdentity { session: "s2".to_owned(), name: String::new() };
    let theirs = placement("d", NewOrder { customer, ..new_order() }, noon() + minutes(24 * 60));
    let PlaceOutcome::New(theirs) = store.place_order(theirs).await.unwrap() else {
        panic!("it is new")
    };

    let all = || OrderFilter::for_store("main", 50);
    let open = OrderStatus::ALL.into_iter().filter(|status| status.is_open()).collect();
    let cases = [
        (all(), vec![theirs.id, cancelled.id, accepted.id, placed.id]),
        (OrderFilter { statuses: open, ..all() }, vec![theirs.id, accepted.id, placed.id]),
        (OrderFilter { statuses: vec![OrderStatus::Cancelled], ..all() }, vec![cancelled.id]),
        (
            OrderFilter { statuses: vec![OrderStatus::Accepted, OrderStatus::Cancelled], ..all() },
            vec![cancelled.id, accepted.id],
        ),
        (
            OrderFilter { business_date: Some("2025-07-13".parse().unwrap()), ..all() },
            vec![theirs.id],
        ),
        (OrderFilter { business_date: Some("2025-07-14".parse().unwrap()), ..all() }, vec![]),
        (OrderFilter { session: Some("s2".to_owned()), ..all() }, vec![theirs.id]),
        (OrderFilter { idempotency_key: Some("b".to_owned()), ..all() }, vec![accepted.id]),
        (OrderFilter { idempotency_key: Some("x".to_owned()), ..all() }, vec![]),
    ];
    for (filter, wanted) in cases {
        let page = store.list_orders(&filter).await.unwrap();
        assert_eq!(ids(&page.orders), wanted, "{filter:?}");
    }
}

pub async fn nobody_lists_another_stores_orders(base: &Base) {
    let store = &*base.store;
    let ours = place(store, "k", noon()).await;
    let theirs = place_in(store, "second", "k", noon()).await;
    for (store_id, order) in [("main", ours), ("second", theirs)] {
        let by_key = OrderFilter {
            idempotency_key: Some("k".to_owned()),
            ..OrderFilter::for_store(store_id, 50)
        };
        for filter in [OrderFilter::for_store(store_id, 50), by_key] {
            assert_eq!(
                store.list_orders(&filter).await.unwrap().orders,
                std::slice::from_ref(&order)
            );
        }
    }
}

pub async fn a_snapshot_has_open_and_lately_ended_orders(base: &Base) {
    let store = &*base.store;
    let open = place(store, "open", noon()).await;
    let late = place(store, "late", noon()).await;
    let early = place(store, "early", noon()).await;
    store
        .change_order(change(
            &early,
            OrderStatus::Cancelled,
            OrderActor::Staff,
            noon() + minutes(4),
        ))
        .await
        .unwrap();
    store
        .change_order(change(&late, OrderStatus::Cancelled, OrderActor::Staff, noon() + minutes(5)))
        .await
        .unwrap();
    let snapshot = store.list_snapshot_orders(noon() + minutes(15), None, 10).await.unwrap();
    assert_eq!(snapshot.len(), 2);
    assert_eq!(BTreeSet::from_iter(ids(&snapshot)), BTreeSet::from([open.id, late.id]));
    let later = store.list_snapshot_orders(noon() + minutes(24 * 60), None, 10).await.unwrap();
    assert_eq!(later, [open], "however old it is");
}

pub async fn a_snapshot_is_read_in_pages_without_gap_or_double(base: &Base) {
    let store = &*base.store;
    let mut placed = Vec::new();
    for index in 0..12 {
        let order = place(store, &format!("k{index}"), noon() + minutes(index)).await;
        if index % 3 == 1 {
            let ended =
                change(&order, OrderStatus::Cancelled, OrderActor::Staff, noon() + minutes(20));
            store.change_order(ended).await.unwrap();
        }
        placed.push(order.id);
    }
    for limit in [1, 5, 12, 13] {
        let mut read = Vec::new();
        let mut after = None;
        loop {
            let page =
                store.list_snapshot_orders(noon() + minutes(25), after, limit).await.unwrap();
            assert!(page.len() <= usize::try_from(limit).unwrap());
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            read.extend(ids(&page));
        }
        assert_eq!(read, placed, "pages of {limit}");
    }
}
