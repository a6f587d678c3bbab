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

use super::{Db, Writer, feed_origin, horizon, is_held_back};
use crate::{
    db::{Filter, Placed, Store, StoreError, tables::ROSTERS},
    domain::{Change, Decision, Placement},
};
use async_trait::async_trait;
use db_kit::{Pools, VersionedTexts, WRITE_DEADLINE, call};
use jiff::Timestamp;
use order_api::{Cursor, Order, OrderEvent, OrderId, OrderPage};
use service_kit::{telemetry::Pool, text_repository::TextRepository};
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
pub(in crate::db) struct SqlStore {
    pools: Pools<Db>,
    writer: Writer,
    poll_interval: Duration,
    /// Whether the last read of the feed found rows held back.
    held_back: AtomicBool,
}

impl SqlStore {
    pub(in crate::db) fn start(pools: Pools<Db>, poll_interval: Duration) -> Self {
        let writer = Writer::start(&pools);
        Self { pools, writer, poll_interval, held_back: AtomicBool::new(false) }
    }
}

#[async_trait]
impl Store for SqlStore {
    async fn order_place(&self, placement: Placement) -> Result<Placed, StoreError> {
        call("order_place", WRITE_DEADLINE, self.writer.order_place(placement)).await
    }

    async fn order_fetch(&self, id: OrderId) -> Result<Option<Order>, StoreError> {
        self.pools.read("order_fetch", async |conn| list::order_fetch(conn, id).await).await
    }

    async fn order_list(&self, filter: &Filter) -> Result<OrderPage, StoreError> {
        self.pools.read("order_list", async |conn| list::order_list(conn, filter).await).await
    }

    async fn order_change(&self, change: Change) -> Result<Option<Decision>, StoreError> {
        call("order_change", WRITE_DEADLINE, self.writer.order_change(change)).await
    }

    async fn order_events_of(&self, id: OrderId) -> Result<Vec<OrderEvent>, StoreError> {
        self.pools.read("order_events_of", async |conn| feed::order_events_of(conn, id).await).await
    }

    async fn events_after(
        &self,
        cursor: Cursor,
        limit: i64,
    ) -> Result<Vec<(Cursor, OrderEvent)>, StoreError> {
        let read = async |conn: &mut Connection| {
            let horizon = horizon(conn).await?;
            let events = feed::events_after(conn, cursor, horizon, limit).await?;
            let held_back = events.is_empty() && is_held_back(conn, horizon).await?;
            self.held_back.store(held_back, Ordering::Relaxed);
            Ok(events)
        };
        self.pools.read("events_after", read).await
    }

    async fn feed_head(&self) -> Result<Cursor, StoreError> {
        let read = async |conn: &mut Connection| {
            let horizon = horizon(conn).await?;
            feed::feed_head(conn, horizon).await
        };
        self.pools.read("feed_head", read).await
    }

    async fn feed_origin(&self) -> Result<i64, StoreError> {
        self.pools.read("feed_origin", async |conn| feed_origin(conn).await).await
    }

    async fn orders_for_snapshot(
        &self,
        now: Timestamp,
        after: Option<OrderId>,
        limit: i64,
    ) -> Result<Vec<Order>, StoreError> {
        let read = async |conn: &mut Connection| feed::orders_for_snapshot(conn, now, after, limit).await;
        self.pools.read("orders_for_snapshot", read).await
    }

    async fn orders_overdue(&self, now: Timestamp, limit: i64) -> Result<Vec<Order>, StoreError> {
        self.pools.read("orders_overdue", async |conn| list::orders_overdue(conn, now, limit).await).await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.writer.check()?;
        self.pools.read("ping", async |conn| orders::ping(conn).await).await
    }

    fn commits(&self) -> watch::Receiver<u64> {
        self.writer.commits()
    }

    fn poll_interval(&self) -> Duration {
        let held_back = self.held_back.load(Ordering::Relaxed);
        if held_back { self.poll_interval.min(HELD_BACK_INTERVAL) } else { self.poll_interval }
    }

    fn rosters(&self) -> Arc<dyn TextRepository> {
        Arc::new(VersionedTexts::new(self.pools.clone(), ROSTERS))
    }

    fn connections(&self) -> Pool {
        self.pools.connections()
    }

    async fn close(&self) {
        self.writer.close().await;
        self.pools.close().await;
    }
}
