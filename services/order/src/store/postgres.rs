//! Postgres store: many replicas of this service share one database.

// `prints.rs`, `queries.rs` and `upkeeps.rs` are included in each engine's module, so they compile
// once for each `Db`.
#[path = "postgres/origin.rs"]
pub(super) mod origin;
#[path = "prints.rs"]
mod prints;
#[path = "queries.rs"]
pub(super) mod queries;
#[path = "upkeeps.rs"]
mod upkeeps;
#[path = "postgres/wake.rs"]
mod wake;

use super::{Filter, Placed, Store, StoreError, tables::ROSTERS};
use crate::domain::{Change, Decision, Placement};
use async_trait::async_trait;
use jiff::Timestamp;
use order_api::{Cursor, Order, OrderEvent, OrderId, OrderPage};
use service_kit::{telemetry::Pool, texts::TextRepository};
use sqlx::{PgConnection, PgTransaction, Postgres, pool::PoolConnection};
use std::{
    sync::Arc,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};
use store_kit::{Pools, READ_DEADLINE, VersionedTexts, WRITE_DEADLINE, within};
use tokio::sync::watch;
use wake::Wake;

type Db = Postgres;
type Engine = PostgresStore;

/// SQL that removes names and the note from an event's payload, and the name from `changed_by`.
const NAMELESS_PAYLOAD: &str = r#"jsonb_set(jsonb_set(jsonb_set(payload, '{customer,name}', '""', false),
    '{note}', '""', false), '{handling,changed_by,name}', '""', false)"#;
const NAMELESS_BY: &str = r#"jsonb_set(changed_by, '{name}', '""', false)"#;
/// Lets several replicas take different rows.
const LOCK_FREE_ROWS: &str = "FOR UPDATE SKIP LOCKED";

/// The earlier of the process's and the server's clock, so that a wrong clock does not end anything
/// too early.
async fn here_and_now(conn: &mut PgConnection, now: Timestamp) -> Result<Timestamp, StoreError> {
    Ok(now.min(clock(conn).await?))
}

/// Lets only one transaction at a time take a number of this store, for any business date: replicas
/// may disagree on the date.
async fn lock_numbers(conn: &mut PgConnection, store: &str) -> Result<(), StoreError> {
    sqlx::query("SELECT pg_advisory_xact_lock(7102, hashtext($1))").bind(store).execute(conn).await?;
    Ok(())
}

/// Poll interval while committed rows are held back by a running transaction, whose end causes no
/// notification.
const HELD_BACK_INTERVAL: Duration = Duration::from_millis(100);

pub(super) struct PostgresStore {
    pools: Pools<Db>,
    commits: watch::Sender<u64>,
    wake: Wake,
    poll_interval: Duration,
    /// Whether the last read found rows held back.
    held_back: AtomicBool,
}

impl PostgresStore {
    pub(super) fn start(pools: Pools<Db>, poll_interval: Duration) -> Self {
        let commits = watch::Sender::new(0);
        let wake = Wake::start(&pools.writers, commits.clone());
        Self { pools, commits, wake, poll_interval, held_back: AtomicBool::new(false) }
    }

    async fn read(&self) -> Result<PoolConnection<Postgres>, StoreError> {
        Ok(self.pools.readers.acquire().await?)
    }

    async fn commit(&self, transaction: PgTransaction<'static>) -> Result<(), StoreError> {
        transaction.commit().await?;
        self.commits.send_modify(|count| *count += 1);
        self.wake.committed();
        Ok(())
    }

    #[cfg(feature = "planted-bugs")]
    fn commit_later(&self, transaction: PgTransaction<'static>) {
        let commits = self.commits.clone();
        tokio::spawn(async move {
            tokio::time::sleep(crate::planted::PAUSE).await;
            let _lost = transaction.commit().await;
            commits.send_modify(|count| *count += 1);
        });
    }
}

/// The oldest transaction that still runs. All transactions below it have ended, so a statement
/// that begins after this one sees all their rows.
async fn horizon(conn: &mut PgConnection) -> Result<i64, StoreError> {
    let sql = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint";
    Ok(sqlx::query_scalar(sql).fetch_one(conn).await?)
}

/// Whether there are committed rows that no feed may read yet.
async fn is_held_back(conn: &mut PgConnection, horizon: i64) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT FROM order_events WHERE transaction_id >= $1)";
    Ok(sqlx::query_scalar(sql).bind(horizon).fetch_one(conn).await?)
}

/// The server's current time.
async fn clock(conn: &mut PgConnection) -> Result<Timestamp, StoreError> {
    let sql = "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint";
    let millis = sqlx::query_scalar(sql).fetch_one(conn).await?;
    Timestamp::from_millisecond(millis).map_err(|error| StoreError::Unreadable(error.to_string()))
}

#[async_trait]
impl Store for PostgresStore {
    async fn order_place(&self, placement: Placement) -> Result<Placed, StoreError> {
        let work = async {
            let mut transaction = self.pools.begin_write().await?;
            let placed = queries::order_place(&mut transaction, &placement).await?;
            if matches!(placed, Placed::Refused(_)) {
                return Ok(placed);
            }
            #[cfg(feature = "planted-bugs")]
            if crate::planted::acknowledges_before_commit() {
                self.commit_later(transaction);
                return Ok(placed);
            }
            self.commit(transaction).await?;
            Ok(placed)
        };
        within(WRITE_DEADLINE, work).await
    }

    async fn order_fetch(&self, id: OrderId) -> Result<Option<Order>, StoreError> {
        within(READ_DEADLINE, async { queries::order_fetch(&mut *self.read().await?, id).await }).await
    }

    async fn order_list(&self, filter: &Filter) -> Result<OrderPage, StoreError> {
        within(READ_DEADLINE, async { queries::order_list(&mut *self.read().await?, filter).await }).await
    }

    async fn order_change(&self, change: Change) -> Result<Option<Decision>, StoreError> {
        let work = async {
            let mut transaction = self.pools.begin_write().await?;
            let decision = queries::order_change(&mut transaction, &change).await?;
            self.commit(transaction).await?;
            Ok(decision)
        };
        within(WRITE_DEADLINE, work).await
    }

    async fn order_events_of(&self, id: OrderId) -> Result<Vec<OrderEvent>, StoreError> {
        within(READ_DEADLINE, async { queries::order_events_of(&mut *self.read().await?, id).await }).await
    }

    async fn events_after(
        &self,
        cursor: Cursor,
        limit: i64,
    ) -> Result<Vec<(Cursor, OrderEvent)>, StoreError> {
        let work = async {
            let mut conn = self.read().await?;
            let horizon = horizon(&mut conn).await?;
            let events = queries::events_after(&mut conn, cursor, horizon, limit).await?;
            let held_back = events.is_empty() && is_held_back(&mut conn, horizon).await?;
            self.held_back.store(held_back, Ordering::Relaxed);
            Ok(events)
        };
        within(READ_DEADLINE, work).await
    }

    async fn feed_head(&self) -> Result<Cursor, StoreError> {
        let work = async {
            let mut conn = self.read().await?;
            let horizon = horizon(&mut conn).await?;
            queries::feed_head(&mut conn, horizon).await
        };
        within(READ_DEADLINE, work).await
    }

    async fn feed_origin(&self) -> Result<i64, StoreError> {
        within(READ_DEADLINE, async { origin::get(&mut *self.read().await?).await }).await
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
        let work = async {
            let mut conn = self.read().await?;
            let now = here_and_now(&mut conn, now).await?;
            queries::orders_overdue(&mut conn, now, limit).await
        };
        within(READ_DEADLINE, work).await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        within(READ_DEADLINE, async { queries::ping(&mut *self.read().await?).await }).await
    }

    fn commits(&self) -> watch::Receiver<u64> {
        self.commits.subscribe()
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
        self.wake.close().await;
        self.pools.close().await;
    }
}
