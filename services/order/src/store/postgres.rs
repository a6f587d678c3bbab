//! Postgres: many replicas of this service on one database.

use super::{
    ACQUIRE_TIMEOUT, Filter, OpenError, Placed, READ_DEADLINE, Store, StoreError, WRITE_DEADLINE, within,
};
use crate::domain::{Change, Decision, Placement};
use async_trait::async_trait;
use jiff::Timestamp;
use order_api::{Cursor, Order, OrderEvent, OrderId, OrderPage};
use sqlx::{
    Connection as _, PgConnection, PgPool, PgTransaction, Postgres,
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{str::FromStr, time::Duration};
use tokio::sync::watch;

#[path = "queries.rs"]
mod queries;

type Db = Postgres;

const CONNECTIONS: u32 = 16;
/// A server that does not answer a connection attempt must not hold up a start for the system's minutes.
const CONNECT_DEADLINE: Duration = Duration::from_secs(10);

pub(super) struct PostgresStore {
    pool: PgPool,
    commits: watch::Sender<u64>,
}

impl PostgresStore {
    pub(super) async fn open(url: &str) -> Result<Self, OpenError> {
        let options = PgConnectOptions::from_str(url)
            .map_err(|cause| OpenError::Connect { target: "that --database-url names".to_owned(), cause })?
            .application_name("jumun-order");
        let target = target(&options);
        migrate(&options, &target).await?;
        let options = options.options([
            ("statement_timeout", "5s"),
            ("lock_timeout", "1s"),
            // A replica that stops in the middle holds the row of the day's pickup numbers, and everybody waits.
            ("idle_in_transaction_session_timeout", "500ms"),
        ]);
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .connect_with(options)
            .await
            .map_err(|cause| OpenError::Connect { target, cause })?;
        Ok(Self { pool, commits: watch::Sender::new(0) })
    }

    async fn read(&self) -> Result<PoolConnection<Postgres>, StoreError> {
        Ok(self.pool.acquire().await?)
    }

    async fn begin_write(&self) -> Result<PgTransaction<'static>, StoreError> {
        Ok(self.pool.begin().await?)
    }

    async fn commit(&self, transaction: PgTransaction<'static>) -> Result<(), StoreError> {
        transaction.commit().await?;
        self.commits.send_modify(|count| *count += 1);
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

fn target(options: &PgConnectOptions) -> String {
    let database = options.get_database().unwrap_or(options.get_username());
    format!("{database} on {}:{}", options.get_host(), options.get_port())
}

/// On a connection without time limits: another replica may be migrating, and that is waited for.
async fn migrate(options: &PgConnectOptions, target: &str) -> Result<(), OpenError> {
    let connect = |cause| OpenError::Connect { target: target.to_owned(), cause };
    let mut conn = tokio::time::timeout(CONNECT_DEADLINE, PgConnection::connect_with(options))
        .await
        .map_err(|_| connect(sqlx::Error::PoolTimedOut))?
        .map_err(connect)?;
    sqlx::migrate!("migrations/postgres")
        .run(&mut conn)
        .await
        .map_err(|cause| OpenError::Migrate { target: target.to_owned(), cause })?;
    conn.close().await.map_err(connect)
}

/// The oldest transaction that still runs: every one below it has ended, so a statement that begins after this one
/// sees all rows they will ever have.
async fn horizon(conn: &mut PgConnection) -> Result<i64, StoreError> {
    let sql = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint";
    Ok(sqlx::query_scalar(sql).fetch_one(conn).await?)
}

#[async_trait]
impl Store for PostgresStore {
    async fn order_place(&self, placement: Placement) -> Result<Placed, StoreError> {
        let work = async {
            let mut transaction = self.begin_write().await?;
            let placed = queries::order_place(&mut transaction, &placement).await?;
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

    async fn order_transition(&self, change: Change) -> Result<Option<Decision>, StoreError> {
        let work = async {
            let mut transaction = self.begin_write().await?;
            let decision = queries::order_transition(&mut transaction, &change).await?;
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
            queries::events_after(&mut conn, cursor, horizon, limit).await
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
        within(READ_DEADLINE, async { queries::ping(&mut *self.read().await?).await }).await
    }

    fn commits(&self) -> watch::Receiver<u64> {
        self.commits.subscribe()
    }

    fn poll_interval(&self) -> Duration {
        Duration::from_millis(200)
    }

    async fn close(&self) {
        self.pool.close().await;
    }
}
