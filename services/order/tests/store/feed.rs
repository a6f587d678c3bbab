use crate::{change, databases::Base, minutes, noon, place};
use futures::{StreamExt as _, future::join_all};
use order::{
    db::OrderRepository,
    events::{self, SnapshotFrame},
};
use order_api::{FeedCursor, Order, OrderActor, OrderEvent, OrderStatus};
use std::{collections::BTreeMap, time::Duration};

pub async fn read_all(
    store: &dyn OrderRepository,
    mut cursor: FeedCursor,
    page: i64,
) -> Vec<(FeedCursor, OrderEvent)> {
    let mut events = Vec::new();
    loop {
        let next = store.list_events_after(cursor, page).await.unwrap();
        let Some((last, _)) = next.last() else { return events };
        cursor = *last;
        events.extend(next);
    }
}

/// Reads until there are `count` events. On Postgres the feed stays behind the oldest running
/// transaction of the whole server, including those of other tests.
pub async fn read_until(
    store: &dyn OrderRepository,
    mut cursor: FeedCursor,
    page: i64,
    count: usize,
) -> Vec<(FeedCursor, OrderEvent)> {
    let mut events = Vec::new();
    let reading = async {
        while events.len() < count {
            let next = read_all(store, cursor, page).await;
            assert!(next.is_sorted_by(|a, b| a.0 < b.0) && next.iter().all(|(at, _)| *at > cursor));
            cursor = next.last().map_or(cursor, |(last, _)| *last);
            events.extend(next);
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), reading).await.expect("the feed catches up");
    assert_eq!(events.len(), count);
    events
}

pub async fn a_feed_resumes_from_every_position(base: &Base) {
    let store = &*base.store;
    assert_eq!(store.fetch_feed_head().await.unwrap(), FeedCursor::default());
    let first = place(store, "a", noon()).await;
    place(store, "b", noon()).await;
    store
        .change_order(change(&first, OrderStatus::Accepted, OrderActor::Staff, noon()))
        .await
        .unwrap();
    let events = read_until(store, FeedCursor::default(), 2, 3).await;
    let seen: Vec<_> = events.iter().map(|(_, e)| (e.order.number, e.order.version)).collect();
    assert_eq!(seen, [(1, 1), (2, 1), (1, 2)]);
    assert_eq!(store.fetch_feed_head().await.unwrap(), events[2].0);
    for (index, (cursor, _)) in events.iter().enumerate() {
        assert_eq!(read_all(store, *cursor, 200).await, events[index + 1..]);
    }
}

pub async fn a_reader_that_follows_parallel_writers_misses_nothing(base: &Base) {
    let store = &*base.store;
    let keys: Vec<_> = (0..150).map(|i| format!("k{i}")).collect();
    let writers = join_all(keys.iter().map(|key| async {
        let order = place(store, key, noon()).await;
        store
            .change_order(change(&order, OrderStatus::Accepted, OrderActor::Staff, noon()))
            .await
            .unwrap();
    }));
    let (_, events) = tokio::join!(writers, read_until(store, FeedCursor::default(), 7, 300));
    let mut versions: BTreeMap<_, Vec<i64>> = BTreeMap::new();
    for (_, event) in events {
        versions.entry(event.order.number).or_default().push(event.order.version);
    }
    assert_eq!(versions.len(), 150);
    assert!(versions.values().all(|versions| *versions == [1, 2]), "{versions:?}");
}

pub async fn a_commit_wakes_whoever_waits(base: &Base) {
    let mut commits = base.store.watch_commits();
    commits.mark_unchanged();
    place(&*base.store, "k", noon()).await;
    tokio::time::timeout(Duration::from_secs(5), commits.changed()).await.unwrap().unwrap();
}

pub async fn what_changes_while_a_snapshot_is_read_comes_behind_it(base: &Base) {
    let store = &*base.store;
    let placing = (0..120)
        .map(async |index| place(store, &format!("k{index}"), noon() + minutes(index)).await);
    let mut orders = join_all(placing).await;
    let head = read_until(store, FeedCursor::default(), 200, 120).await[119].0;
    let feed =
        events::stream_frames(base.store.clone(), None, noon() + minutes(120)).await.unwrap();
    let mut feed = std::pin::pin!(feed);
    let mut sizes = Vec::new();
    let mut seen = Vec::new();
    loop {
        let Some(SnapshotFrame::Snapshot(position, part)) = feed.next().await else {
            panic!("a snapshot first")
        };
        if sizes.is_empty() {
            // Change an order of an earlier part and one of a later part, and place a new one.
            for order in [&orders[0], &orders[119]] {
                let accepted =
                    change(order, OrderStatus::Accepted, OrderActor::Staff, noon() + minutes(121));
                store.change_order(accepted).await.unwrap();
            }
            orders.push(place(store, "new", noon() + minutes(121)).await);
        }
        sizes.push(part.orders.len());
        seen.extend(part.orders);
        assert_eq!(position, (!part.more).then_some(head), "only the last part has the position");
        if !part.more {
            break;
        }
    }
    assert_eq!(sizes, [50, 50, 21]);
    let ids = |orders: &[Order]| orders.iter().map(|order| order.id).collect::<Vec<_>>();
    assert_eq!(ids(&seen), ids(&orders));
    for (index, version) in [(0, 2), (119, 2), (120, 1)] {
        let Some(SnapshotFrame::Event(position, event)) = feed.next().await else {
            panic!("an event")
        };
        assert!(position > head);
        assert_eq!((event.order.id, event.order.version), (orders[index].id, version));
    }
}
