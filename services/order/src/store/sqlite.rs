//! SQLite: a file beside the process, one writer, many readers.

use super::{
    ACQUIRE_TIMEOUT, Filter, OpenError, Placed, READ_DEADLINE, Store, StoreError, error::is_not_writable,
    within, writer::Writer,
};
use crate::domain::{Change, Decision, Placement};
use async_trait::async_trait;
use jiff::Timestamp;
use order_api::{Cursor, Order, OrderEvent, OrderId, OrderPage};
use sqlx::{
    Connection as _, Sqlite, SqliteConnection, SqlitePool, SqliteTransaction,
    pool::PoolConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{path::Path, str::FromStr, time::Duration};
use tokio::sync::watch;

#[path = "queries.rs"]
pub(super) mod queries;

type Db = Sqlite;

/// Every transaction is finished before the next begins: nothing commits late.
const HORIZON: i64 = i64::MAX;
const READERS: u32 = 4;
/// Another process may hold the file for as long.
const BUSY_TIMEOUT: Duration = Duration::from_secs(2);

pub(super) struct SqliteStore {
    readers: SqlitePool,
    writers: SqlitePool,
    writer: Writer,
    commits: watch::Receiver<u64>,
}

/// A deferred transaction that later writes would fail at once with a stale snapshot and ignore the busy timeout.
pub(super) async fn begin_write(conn: &mut SqliteConnection) -> Result<SqliteTransaction<'_>, StoreError> {
    Ok(conn.begin_with("BEGIN IMMEDIATE").await?)
}

impl SqliteStore {
    pub(super) async fn open(url: &str) -> Result<Self, OpenError> {
        let connect = |cause| match url.to_owned() {
            target if is_not_writable(&cause) => OpenError::NotWritable { target, cause },
            target => OpenError::Connect { target, cause },
        };
        let options = SqliteConnectOptions::from_str(url)
            .map_err(connect)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT);
        make_folder(options.get_filename())?;
        // Connections stay. Were all closed and opened again, the log and its index would be made anew, and on a full
        // disk they cannot be: then not even reading would go on.
        let pool = |connections| {
            SqlitePoolOptions::new()
                .max_connections(connections)
                .acquire_timeout(ACQUIRE_TIMEOUT)
                .idle_timeout(None)
                .max_lifetime(None)
        };
        let writers = pool(1).connect_with(options.clone()).await.map_err(connect)?;
        sqlx::migrate!("migrations/sqlite")
            .run(&writers)
            .await
            .map_err(|cause| OpenError::Migrate { target: url.to_owned(), cause })?;
        let readers =
            pool(READERS).connect_with(options.pragma("query_only", "ON")).await.map_err(connect)?;
        let (raise, commits) = watch::channel(0);
        Ok(Self { writer: Writer::start(writers.clone(), raise), readers, writers, commits })
    }

    async fn read(&self) -> Result<PoolConnection<Sqlite>, StoreError> {
        Ok(self.readers.acquire().await?)
    }
}

fn make_folder(file: &Path) -> Result<(), OpenError> {
    if file.to_string_lossy().contains("sqlx-in-memory") {
        return Err(OpenError::InMemory);
    }
    match file.parent() {
        Some(folder) => std::fs::create_dir_all(folder)
            .map_err(|cause| OpenError::Folder { folder: folder.to_owned(), cause }),
        None => Ok(()),
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

    async fn order_transition(&self, change: Change) -> Result<Option<Decision>, StoreError> {
        self.writer.order_transition(change).await
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

    async fn orders_for_snapshot(
        &self,
        now: Timestamp,
        after: Option<OrderId>,
        limit: i64,
    ) -> Result<Vec<Order>, StoreError> {
        let work = async { queries::orders_for_snapshot(&mut *self.read().await?, now, after, limit).await };
        within(READ_DEADLINE, work).await
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
        Duration::from_secs(1)
    }

    async fn close(&self) {
        self.readers.close().await;
        self.writers.close().await;
    }
}
