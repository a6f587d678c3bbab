//! SQLite store: a local file with one writer and many readers.

// These files are included in each engine's module, so they compile once for each `Db`.
#[path = "prints.rs"]
mod prints;
#[path = "queries.rs"]
pub(super) mod queries;
#[path = "upkeeps.rs"]
mod upkeeps;

use super::{Filter, Placed, Store, StoreError, tables::ROSTERS, writer::Writer};
use crate::domain::{Change, Decision, Placement};
use async_trait::async_trait;
use jiff::Timestamp;
use order_api::{Cursor, Order, OrderEvent, OrderId, OrderPage};
use service_kit::{telemetry::Pool, texts::TextRepository};
use sqlx::{Sqlite, SqliteConnection, pool::PoolConnection};
use std::{sync::Arc, time::Duration};
use store_kit::{Pools, READ_DEADLINE, VersionedTexts, within};
use tokio::sync::watch;

type Db = Sqlite;
type Engine = SqliteStore;

/// SQL that removes names and the note from an event's payload, and the name from `changed_by`.
const NAMELESS_PAYLOAD: &str =
    "json_replace(payload, '$.customer.name', '', '$.note', '', '$.handling.changed_by.name', '')";
const NAMELESS_BY: &str = "json_replace(changed_by, '$.name', '')";
/// Not needed, since there is only one writer.
const LOCK_FREE_ROWS: &str = "";

/// The database has no clock of its own, so the process's clock counts.
async fn here_and_now(_: &mut SqliteConnection, now: Timestamp) -> Result<Timestamp, StoreError> {
    Ok(now)
}

/// Nothing to lock, since there is only one writer.
async fn lock_numbers(_: &mut SqliteConnection, _: &str) -> Result<(), StoreError> {
    Ok(())
}

/// No bound: each transaction ends before the next begins, so none commits late.
const HORIZON: i64 = i64::MAX;

pub(super) struct SqliteStore {
    pools: Pools<Db>,
    writer: Writer,
    commits: watch::Receiver<u64>,
    poll_interval: Duration,
}

impl SqliteStore {
    pub(super) fn start(pools: Pools<Db>, poll_interval: Duration) -> Self {
        let (raise, commits) = watch::channel(0);
        let writer = Writer::start(pools.writers.clone(), raise);
        Self { pools, writer, commits, poll_interval }
    }

    async fn read(&self) -> Result<PoolConnection<Sqlite>, StoreError> {
        Ok(self.pools.readers.acquire().await?)
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn order_place(&self, placement: Placement) -> Result<Placed, StoreError> {
        self.writer.order_place(placement).await
    }

    async fn order_fetch(&self, id: OrderId) -> Result<Option<Order>, StoreError> {
        within(READ_DEADLINE, async { queries::order_fetch(&mut *self.read().await?, id).await }).await
    }

    async fn order_list(&self, filter: &Filter) -> Result<OrderPage, StoreError> {
        within(READ_DEADLINE, async { queries::order_list(&mut *self.read().await?, filter).await }).await
    }

    async fn order_change(&self, change: Change) -> Result<Option<Decision>, StoreError> {
        self.writer.order_change(change).await
    }

    async fn order_events_of(&self, id: OrderId) -> Result<Vec<OrderEvent>, StoreError> {
        within(READ_DEADLINE, async { queries::order_events_of(&mut *self.read().await?, id).await }).await
    }

    async fn events_after(
        &self,
        cursor: Cursor,
        limit: i64,
    ) -> Result<Vec<(Cursor, OrderEvent)>, StoreError> {
        let work = async { queries::events_after(&mut *self.read().await?, cursor, HORIZON, limit).await };
        within(READ_DEADLINE, work).await
    }

    async fn feed_head(&self) -> Result<Cursor, StoreError> {
        within(READ_DEADLINE, async { queries::feed_head(&mut *self.read().await?, HORIZON).await }).await
    }

    async fn feed_origin(&self) -> Result<i64, StoreError> {
        Ok(0)
    }

    async fn orders_for_snapshot(
        &self,
        now: Timestamp,
        after: Option<OrderId>,
        limit: i64,
    ) -> Result<Vec<Order>, StoreError> {
        let work = async { queries::orders_for_snapshot(&mut *self.read().await?, now, after, limit).await };
        within(READ_DEADLINE, work).await
    }

    async fn orders_overdue(&self, now: Timestamp, limit: i64) -> Result<Vec<Order>, StoreError> {
        within(READ_DEADLINE, async { queries::orders_overdue(&mut *self.read().await?, now, limit).await })
            .await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        if !self.writer.is_alive() {
            return Err(StoreError::Unavailable("the writer has ended".to_owned()));
        }
        within(READ_DEADLINE, async { queries::ping(&mut *self.read().await?).await }).await
    }

    fn commits(&self) -> watch::Receiver<u64> {
        self.commits.clone()
    }

    fn poll_interval(&self) -> Duration {
        self.poll_interval
    }

    fn rosters(&self) -> Arc<dyn TextRepository> {
        Arc::new(VersionedTexts::new(self.pools.clone(), ROSTERS))
    }

    fn connections(&self) -> Pool {
        self.pools.connections()
    }

    async fn close(&self) {
        self.pools.close().await;
    }
}
