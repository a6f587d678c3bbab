//! Persistence of orders: one method per business transaction, behind `Arc<dyn Store>`.
//!
//! The pattern is the same in every service: see `db_kit` for it and for the reason of the
//! `#[path]`s. This trait is the longest, so printing and upkeep are supertraits of their own. On
//! SQLite, orders are written in groups (`sqlite/writer.rs`).

#![expect(clippy::duplicate_mod, reason = "the statements are compiled once for each engine")]

mod filter;
mod options;
mod postgres;
mod printing;
mod sqlite;
mod tables;
mod upkeep;

pub use db_kit::{MaintenanceError, OpenError, RepositoryError, ServiceDatabase};
pub use filter::{OrderFilter, PageCursor};
pub use options::RepositoryOptions;
pub use printing::{
    AddJobOutcome, GIVEN_UP_AFTER, JobFilter, PrintClaim, PrintRepository, PrintWork,
    PutPrinterOutcome,
};
pub use tables::SCHEMA;
pub use upkeep::{BlockPhoneOutcome, ErasureOutcome, UpkeepRepository};

use crate::domain::{ChangeDecision, OrderChange, OrderPlacement};
use async_trait::async_trait;
use db_kit::OpenDatabase;
use jiff::Timestamp;
use order_api::{FeedCursor, Order, OrderEvent, OrderId, OrderPage};
use service_kit::{telemetry::PoolUsage, text_repository::TextRepository};
use std::{sync::Arc, time::Duration};
use tokio::sync::watch;

/// Result of a placement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceOutcome {
    /// A new order, committed.
    New(Order),
    /// A retry: the same order was placed under this key before. Contains that order as it was
    /// then.
    Again(Order),
    /// The key was used before for a different order.
    KeyReused,
    /// No order; the caller must roll back the transaction.
    Refused(PlacingRefusal),
}

/// Why a valid placement makes no order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlacingRefusal {
    /// The pickup time has its maximum number of orders.
    SlotFull,
    /// The phone has its maximum number of orders that wait for acceptance.
    TooManyOpenOrders,
    /// The order would exceed the phone's maximum of open pieces.
    TooManyCups,
    /// Staff have blocked the phone.
    PhoneBlocked,
}

/// Database of the order service.
///
/// Every method fails with [`RepositoryError::Unavailable`] if the database is locked, gone or too
/// slow, and the caller may retry. A write that fails so may or may not have been committed; the
/// idempotency key or the version makes the retry safe.
#[async_trait]
pub trait OrderRepository: PrintRepository + UpkeepRepository + Send + Sync {
    /// Takes the key and the number and writes the order, its lines and its event in one
    /// transaction. Returns after the commit.
    async fn place_order(&self, placement: OrderPlacement)
    -> Result<PlaceOutcome, RepositoryError>;
    /// The current state of an order.
    async fn fetch_order(&self, id: OrderId) -> Result<Option<Order>, RepositoryError>;
    /// One page of a store's orders, newest first.
    async fn list_orders(&self, filter: &OrderFilter) -> Result<OrderPage, RepositoryError>;
    /// Decides and writes a change in one transaction; `None` if there is no such order.
    async fn change_order(
        &self,
        change: OrderChange,
    ) -> Result<Option<ChangeDecision>, RepositoryError>;
    /// All events of one order, oldest first; empty if there is no such order.
    async fn list_order_events(&self, id: OrderId) -> Result<Vec<OrderEvent>, RepositoryError>;
    /// At most `limit` events after `cursor`, of all stores. No event can become visible later at a
    /// position before the last one returned.
    async fn list_events_after(
        &self,
        cursor: FeedCursor,
        limit: i64,
    ) -> Result<Vec<(FeedCursor, OrderEvent)>, RepositoryError>;
    /// The last position that [`OrderRepository::list_events_after`] would return now.
    async fn fetch_feed_head(&self) -> Result<FeedCursor, RepositoryError>;
    /// Positions with a transaction below this one belong to another server, except transaction 0.
    async fn fetch_feed_origin(&self) -> Result<i64, RepositoryError>;
    /// One page of the feed's snapshot: at most `limit` orders of all stores with an id above
    /// `after`, by id. It contains open orders, orders that ended within the recall window before
    /// `now`, and cancelled orders that the counter has not acknowledged.
    async fn list_snapshot_orders(
        &self,
        now: Timestamp,
        after: Option<OrderId>,
        limit: i64,
    ) -> Result<Vec<Order>, RepositoryError>;
    /// At most `limit` overdue orders of all stores at `now`. Postgres also applies its own clock,
    /// so a machine with a wrong clock ends nothing too early.
    async fn list_overdue_orders(
        &self,
        now: Timestamp,
        limit: i64,
    ) -> Result<Vec<Order>, RepositoryError>;
    /// Whether the database answers.
    async fn ping(&self) -> Result<(), RepositoryError>;
    /// A counter that changes soon after each commit; on Postgres after commits of every process.
    fn watch_commits(&self) -> watch::Receiver<u64>;
    /// How long a feed may wait for [`OrderRepository::watch_commits`] before it polls, since a
    /// notification can be lost.
    fn poll_interval(&self) -> Duration;
    /// Repository of the staff rosters.
    fn roster_texts(&self) -> Arc<dyn TextRepository>;
    /// Usage of the connection pool for reads; on Postgres the same pool also writes.
    fn pool_usage(&self) -> PoolUsage;
    /// Closes the database. Acknowledged writes are durable without it.
    async fn close(&self);
}

/// [`open_repository_with`] with the default options.
///
/// # Errors
/// [`OpenError`], in one sentence.
pub async fn open_repository(url: &str) -> Result<Arc<dyn OrderRepository>, OpenError> {
    open_repository_with(url, &RepositoryOptions::default()).await
}

/// Opens the database at `url`, `sqlite:…` or `postgres://…`. A missing SQLite file and its folder
/// are created.
///
/// # Errors
/// [`OpenError`], in one sentence.
pub async fn open_repository_with(
    url: &str,
    options: &RepositoryOptions,
) -> Result<Arc<dyn OrderRepository>, OpenError> {
    Ok(match ServiceDatabase::from_url(&SCHEMA, url)?.open(&options.database).await? {
        OpenDatabase::Sqlite(pools) => {
            Arc::new(sqlite::SqlOrderRepository::start(pools, options.poll_interval))
        }
        OpenDatabase::Postgres(pools) => {
            Arc::new(postgres::SqlOrderRepository::start(pools, options.poll_interval))
        }
    })
}
