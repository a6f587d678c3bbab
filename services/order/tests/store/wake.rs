//! Replicas wake each other's feeds. The poll interval is an hour here, so polling finds nothing.

use crate::{databases::Base, noon, place};
use futures::StreamExt as _;
use order::{
    db::{self, OrderRepository, RepositoryOptions},
    events::{self, SnapshotFrame},
};
use std::{sync::Arc, time::Duration};
use tokio::time::timeout;

const SOON: Duration = Duration::from_secs(10);

async fn replica(base: &Base) -> Arc<dyn OrderRepository> {
    let options = RepositoryOptions {
        poll_interval: Duration::from_secs(3600),
        ..RepositoryOptions::default()
    };
    let store = db::open_repository_with(&base.url, &options).await.unwrap();
    raised_above(&*store, 0).await;
    store
}

/// Waits until `commits` exceeds `count`. The first increment means that the listener is connected.
async fn raised_above(store: &dyn OrderRepository, count: u64) -> u64 {
    *timeout(SOON, store.watch_commits().wait_for(|raised| *raised > count)).await.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
#[cfg_attr(skip_postgres, ignore = "JUMUN_SKIP_POSTGRES")]
async fn postgres_wakes_the_feed_of_another_replica_long_before_it_would_look() {
    let base = Base::postgres().await;
    let one = replica(&base).await;
    let other = replica(&base).await;
    let feed = events::stream_frames(other.clone(), None, noon()).await.unwrap();
    let mut feed = std::pin::pin!(feed);
    assert!(
        matches!(feed.next().await, Some(SnapshotFrame::Snapshot(Some(_), part)) if part.orders.is_empty())
    );
    for key in ["a", "b", "c"] {
        let reading = async { timeout(SOON, feed.next()).await.expect("it is woken").unwrap() };
        let (frame, order) = tokio::join!(reading, place(&*one, key, noon()));
        assert!(matches!(frame, SnapshotFrame::Event(_, event) if event.order == order));
    }
    one.close().await;
    other.close().await;
    base.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
#[cfg_attr(skip_postgres, ignore = "JUMUN_SKIP_POSTGRES")]
async fn postgres_listens_again_when_the_connection_was_lost() {
    let base = Base::postgres().await;
    let one = replica(&base).await;
    let other = replica(&base).await;
    let before = *other.watch_commits().borrow();
    base.execute_sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'jumun-order-wake'",
    )
    .await;
    let listening = raised_above(&*other, before).await;
    place(&*one, "k", noon()).await;
    raised_above(&*other, listening).await;
    base.finish().await;
}
