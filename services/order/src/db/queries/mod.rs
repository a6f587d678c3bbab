//! The store on one engine. The engine's module includes this folder and defines [`Db`], [`Writer`]
//! and the few statements in which the engines differ; `$1` parameters work on both.
//!
//! READ COMMITTED is enough for every statement: an insert that meets a unique key waits for the
//! other transaction, and an update names the version that it read and checks the number of changed
//! rows.

/// A statement that is put together from constants alone, and is therefore safe from injection.
macro_rules! sql {
    ($text:literal) => {
        sqlx::AssertSqlSafe(format!($text))
    };
}

mod feed;
mod forget;
mod list;
mod numbers;
pub(super) mod orders;
mod phones;
mod print_enqueue;
mod print_jobs;
mod print_work;
mod printers;
mod prints;
mod rows;
mod upkeeps;

use super::{Db, OrderWriter, fetch_feed_horizon, fetch_feed_origin, is_held_back};
use crate::{
    db::{OrderFilter, OrderRepository, PlaceOutcome, RepositoryError, tables::ROSTERS},
    domain::{ChangeDecision, OrderChange, OrderPlacement},
};
use async_trait::async_trait;
use db_kit::{ConnectionPools, VersionedTexts, WRITE_DEADLINE, call_with_deadline};
use jiff::Timestamp;
use order_api::{FeedCursor, Order, OrderEvent, OrderId, OrderPage};
use service_kit::{telemetry::PoolUsage, text_repository::TextRepository};
use sqlx::Database;
use std::{
    sync::Arc,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};
use tokio::sync::watch;

type Connection = <Db as Database>::Connection;

/// Poll interval while committed rows are held back by a running transaction, whose end causes no
/// notification.
const HELD_BACK_INTERVAL: Duration = Duration::from_millis(100);

/// [`Store`] on one engine.
pub(in crate::db) struct SqlOrderRepository {
    pools: ConnectionPools<Db>,
    writer: OrderWriter,
    poll_interval: Duration,
    /// Whether the last read of the feed found rows held back.
    held_back: AtomicBool,
}

impl SqlOrderRepository {
    pub(in crate::db) fn start(pools: ConnectionPools<Db>, poll_interval: Duration) -> Self {
        let writer = OrderWriter::start(&pools);
        Self { pools, writer, poll_interval, held_back: AtomicBool::new(false) }
    }
}

#[async_trait]
impl OrderRepository for SqlOrderRepository {
    async fn place_order(
        &self,
        placement: OrderPlacement,
    ) -> Result<PlaceOutcome, RepositoryError> {
        call_with_deadline("order_place", WRITE_DEADLINE, self.writer.place_order(placement)).await
    }

    async fn fetch_order(&self, id: OrderId) -> Result<Option<Order>, RepositoryError> {
        self.pools.read("order_fetch", async |conn| list::fetch_order(conn, id).await).await
    }

    async fn list_orders(&self, filter: &OrderFilter) -> Result<OrderPage, RepositoryError> {
        self.pools.read("order_list", async |conn| list::list_orders(conn, filter).await).await
    }

    async fn change_order(
        &self,
        change: OrderChange,
    ) -> Result<Option<ChangeDecision>, RepositoryError> {
        call_with_deadline("order_change", WRITE_DEADLINE, self.writer.change_order(change)).await
    }

    async fn list_order_events(&self, id: OrderId) -> Result<Vec<OrderEvent>, RepositoryError> {
        self.pools
            .read("order_events_of", async |conn| feed::list_order_events(conn, id).await)
            .await
    }

    async fn list_events_after(
        &self,
        cursor: FeedCursor,
        limit: i64,
    ) -> Result<Vec<(FeedCursor, OrderEvent)>, RepositoryError> {
        let read = async |conn: &mut Connection| {
            let horizon = fetch_feed_horizon(conn).await?;
            let events = feed::list_events_after(conn, cursor, horizon, limit).await?;
            let held_back = events.is_empty() && is_held_back(conn, horizon).await?;
            self.held_back.store(held_back, Ordering::Relaxed);
            Ok(events)
        };
        self.pools.read("events_after", read).await
    }

    async fn fetch_feed_head(&self) -> Result<FeedCursor, RepositoryError> {
        let read = async |conn: &mut Connection| {
            let horizon = fetch_feed_horizon(conn).await?;
            feed::fetch_feed_head(conn, horizon).await
        };
        self.pools.read("feed_head", read).await
    }

    async fn fetch_feed_origin(&self) -> Result<i64, RepositoryError> {
        self.pools.read("fetch_feed_origin", async |conn| fetch_feed_origin(conn).await).await
    }

    async fn list_snapshot_orders(
        &self,
        now: Timestamp,
        after: Option<OrderId>,
        limit: i64,
    ) -> Result<Vec<Order>, RepositoryError> {
        let read =
            async |conn: &mut Connection| feed::list_snapshot_orders(conn, now, after, limit).await;
        self.pools.read("orders_for_snapshot", read).await
    }

    async fn list_overdue_orders(
        &self,
        now: Timestamp,
        limit: i64,
    ) -> Result<Vec<Order>, RepositoryError> {
        self.pools
            .read("orders_overdue", async |conn| list::list_overdue_orders(conn, now, limit).await)
            .await
    }

    async fn ping(&self) -> Result<(), RepositoryError> {
        self.writer.check_running()?;
        self.pools.read("ping", async |conn| orders::ping_database(conn).await).await
    }

    fn watch_commits(&self) -> watch::Receiver<u64> {
        self.writer.watch_commits()
    }

    fn poll_interval(&self) -> Duration {
        let held_back = self.held_back.load(Ordering::Relaxed);
        if held_back { self.poll_interval.min(HELD_BACK_INTERVAL) } else { self.poll_interval }
    }

    fn roster_texts(&self) -> Arc<dyn TextRepository> {
        Arc::new(VersionedTexts::new(self.pools.clone(), ROSTERS))
    }

    fn pool_usage(&self) -> PoolUsage {
        self.pools.pool_usage()
    }

    async fn close(&self) {
        self.writer.close().await;
        self.pools.close().await;
    }
}
