//! Tests of the order feed over connections that break.

use crate::{
    fake_order::{self, Fake},
    fixture::{Folder, PATIENCE, gateway, nowhere},
};
use futures::{Stream, StreamExt};
use gateway::OrderFeedUpdate;
use tokio::time::timeout;

async fn next(feed: &mut (impl Stream<Item = OrderFeedUpdate> + Unpin)) -> OrderFeedUpdate {
    timeout(PATIENCE, feed.next()).await.unwrap().unwrap()
}

/// Reads until `last`: a snapshot as the numbers of its orders, then events by their order's
/// number; with the number of losses.
async fn numbers(
    feed: &mut (impl Stream<Item = OrderFeedUpdate> + Unpin),
    last: i64,
) -> (Vec<i64>, usize) {
    let mut numbers = Vec::new();
    let mut losses = 0;
    while numbers.last() != Some(&last) {
        match next(feed).await {
            OrderFeedUpdate::Snapshot(snapshot) => {
                numbers = snapshot.orders.iter().map(|order| order.number).collect();
            }
            OrderFeedUpdate::Event(event) => numbers.push(event.order.number),
            OrderFeedUpdate::Lost { .. } => losses += 1,
            OrderFeedUpdate::Connected => {}
        }
    }
    (numbers, losses)
}

fn push(orders: &Fake, range: std::ops::RangeInclusive<i64>) {
    let mut orders = orders.0.lock().unwrap();
    range.for_each(|number| orders.push_event(number));
}

#[tokio::test]
async fn a_feed_that_is_cut_again_and_again_has_no_gap_and_nothing_twice() {
    let (order, orders) = fake_order::start();
    let folder = Folder::new();
    push(&orders, 1..=3);
    orders.0.lock().unwrap().cut_feed_after = Some(1);
    let mut feed = Box::pin(gateway(nowhere(), order.url(), folder.path()).order_feed());
    assert_eq!(next(&mut feed).await, OrderFeedUpdate::Connected);
    assert_eq!(numbers(&mut feed, 3).await, (vec![1, 2, 3], 0));
    push(&orders, 4..=8);
    let (read, losses) = numbers(&mut feed, 8).await;
    assert_eq!(read, [4, 5, 6, 7, 8]);
    assert!(losses >= 5, "{losses}");
    let asked: Vec<_> = orders.0.lock().unwrap().feeds.iter().flatten().cloned().collect();
    assert_eq!(asked[asked.len() - 5..], ["0-3", "0-4", "0-5", "0-6", "0-7"]);
}

#[tokio::test]
async fn a_killed_service_is_one_loss_and_the_feed_goes_on_when_it_returns() {
    let (mut order, orders) = fake_order::start();
    let folder = Folder::new();
    push(&orders, 1..=2);
    let mut feed = Box::pin(gateway(nowhere(), order.url(), folder.path()).order_feed());
    assert_eq!(numbers(&mut feed, 2).await, (vec![1, 2], 0));
    order.kill();
    assert!(matches!(next(&mut feed).await, OrderFeedUpdate::Lost { .. }));
    push(&orders, 3..=4);
    order.revive();
    assert_eq!(next(&mut feed).await, OrderFeedUpdate::Connected);
    assert_eq!(numbers(&mut feed, 4).await, (vec![3, 4], 0));
}

#[tokio::test]
async fn a_position_that_the_service_does_not_know_any_more_leads_to_a_snapshot() {
    let (mut order, orders) = fake_order::start();
    let folder = Folder::new();
    push(&orders, 1..=5);
    let mut feed = Box::pin(gateway(nowhere(), order.url(), folder.path()).order_feed());
    assert_eq!(numbers(&mut feed, 5).await.0, [1, 2, 3, 4, 5]);
    order.kill();
    orders.0.lock().unwrap().events.clear();
    push(&orders, 71..=72);
    order.revive();
    assert_eq!(numbers(&mut feed, 72).await.0, [71, 72]);
    assert_eq!(orders.0.lock().unwrap().feeds, [None, Some("0-5".to_owned()), None]);
}

#[tokio::test]
async fn a_service_that_is_not_there_at_first_is_said_once() {
    let (mut order, orders) = fake_order::start();
    let folder = Folder::new();
    push(&orders, 1..=1);
    order.kill();
    let mut feed = Box::pin(gateway(nowhere(), order.url(), folder.path()).order_feed());
    assert!(matches!(next(&mut feed).await, OrderFeedUpdate::Lost { .. }));
    order.revive();
    assert_eq!(next(&mut feed).await, OrderFeedUpdate::Connected);
}

#[tokio::test]
async fn a_snapshot_in_parts_is_given_out_whole_and_one_that_breaks_off_not_at_all() {
    let (mut order, orders) = fake_order::start();
    let folder = Folder::new();
    push(&orders, 1..=7);
    {
        let mut orders = orders.0.lock().unwrap();
        orders.snapshot_part = Some(3);
        orders.cut_feed_after = Some(2);
    }
    let mut feed = Box::pin(gateway(nowhere(), order.url(), folder.path()).order_feed());
    for _ in 0..2 {
        assert_eq!(next(&mut feed).await, OrderFeedUpdate::Connected);
        assert!(matches!(next(&mut feed).await, OrderFeedUpdate::Lost { .. }));
    }
    orders.0.lock().unwrap().cut_feed_after = None;
    assert_eq!(next(&mut feed).await, OrderFeedUpdate::Connected);
    let OrderFeedUpdate::Snapshot(snapshot) = next(&mut feed).await else { panic!("a snapshot") };
    let read: Vec<_> = snapshot.orders.iter().map(|order| order.number).collect();
    assert_eq!((read, snapshot.more), (vec![1, 2, 3, 4, 5, 6, 7], false));
    order.kill();
    assert!(matches!(next(&mut feed).await, OrderFeedUpdate::Lost { .. }));
    order.revive();
    assert_eq!(next(&mut feed).await, OrderFeedUpdate::Connected);
    assert_eq!(orders.0.lock().unwrap().feeds, [None, None, None, Some("0-7".to_owned())]);
}

#[tokio::test]
async fn a_snapshot_of_more_than_any_frame_may_have_arrives() {
    let (order, orders) = fake_order::start();
    let folder = Folder::new();
    push(&orders, 1..=40);
    {
        let mut orders = orders.0.lock().unwrap();
        orders.snapshot_part = Some(8);
        orders.events.iter_mut().for_each(|event| event.order.note = "n".repeat(300_000));
    }
    let mut feed = Box::pin(gateway(nowhere(), order.url(), folder.path()).order_feed());
    let snapshot = loop {
        match next(&mut feed).await {
            OrderFeedUpdate::Snapshot(snapshot) => break snapshot,
            // On a very busy machine the stub may answer too late.
            OrderFeedUpdate::Connected | OrderFeedUpdate::Lost { .. } => {}
            OrderFeedUpdate::Event(event) => panic!("{event:?}"),
        }
    };
    assert_eq!(snapshot.orders.len(), 40);
}
