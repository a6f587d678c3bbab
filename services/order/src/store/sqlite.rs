//! SQLite: a file beside the process, one writer, many readers.

#[path = "sqlite/file.rs"]
pub(super) mod file;
#[path = "queries.rs"]
pub(super) mod queries;

use super::{
    ACQUIRE_TIMEOUT, Filter, OpenError, Options, Placed, READ_DEADLINE, Store, StoreError, schema, within,
    writer::Writer,
};
use crate::domain::{Change, Decision, Placement};
use async_trait::async_trait;
use file::{File, MIGRATIONS, migrate, patiently};
use jiff::Timestamp;
use order_api::{Cursor, Order, OrderEvent, OrderId, OrderPage};
use service_kit::{Migrate, database::wait_for, telemetry::Pool};
use sqlx::{
    Connection as _, Sqlite, SqliteConnection, SqlitePool, SqliteTransaction, pool::PoolConnection,
    sqlite::SqlitePoolOptions,
};
use std::time::Duration;
use tokio::sync::watch;

type Db = Sqlite;

/// Texts are compared by their bytes.
const COLLATE: &str = "";
/// What gives a number may be given one.
const OVERRIDING: &str = "";

/// Every transaction is finished before the next begins: nothing commits late.
const HORIZON: i64 = i64::MAX;
const READERS: u32 = 4;

pub(super) struct SqliteStore {
    readers: SqlitePool,
    writers: SqlitePool,
    writer: Writer,
    commits: watch::Receiver<u64>,
    poll_interval: Duration,
}

/// A deferred transaction that later writes would fail at once with a stale snapshot and ignore the busy timeout.
pub(super) async fn begin_write(conn: &mut SqliteConnection) -> Result<SqliteTransaction<'_>, StoreError> {
    Ok(conn.begin_with("BEGIN IMMEDIATE").await?)
}

impl SqliteStore {
    pub(super) async fn open(url: &str, options: &Options) -> Result<Self, OpenError> {
        let file = File::parse(url)?;
        if options.migrate == Migrate::Never {
            let look = || async { schema::look(file.existing().await?, &MIGRATIONS, url).await };
            wait_for(url, look, |_| true).await?;
        }
        file.make_folder()?;
        // Connections stay. Were all closed and opened again, the log and its index would be made anew, and on a full
        // disk they cannot be: then not even reading would go on.
        let pool = |connections| {
            SqlitePoolOptions::new()
                .max_connections(connections)
                .acquire_timeout(ACQUIRE_TIMEOUT)
                .idle_timeout(None)
                .max_lifetime(None)
        };
        let connect = |cause| file.failed(cause);
        let opening = patiently(|| pool(1).connect_with(file.options.clone()));
        let writers = opening.await.map_err(connect)?;
        if options.migrate == Migrate::Auto {
            migrate(&mut *writers.acquire().await.map_err(connect)?, url).await?;
        }
        let reading = file.options.clone().pragma("query_only", "ON");
        let readers = pool(READERS).connect_with(reading).await.map_err(connect)?;
        let (raise, commits) = watch::channel(0);
        let writer = Writer::start(writers.clone(), raise);
        Ok(Self { writer, readers, writers, commits, poll_interval: options.poll_interval })
    }

    async fn read(&self) -> Result<PoolConnection<Sqlite>, StoreError> {
        Ok(self.readers.acquire().await?)
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

    fn connections(&self) -> Pool {
        let most = self.readers.options().get_max_connections() as usize;
        Pool { open: self.readers.size() as usize, idle: self.readers.num_idle(), most }
    }

    async fn close(&self) {
        self.readers.close().await;
        self.writers.close().await;
    }
}
