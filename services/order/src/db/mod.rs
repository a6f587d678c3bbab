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

pub use db_kit::{Database, MaintenanceError, OpenError, StoreError};
pub use filter::{Filter, PageCursor};
pub use options::Options;
pub use printing::{Claim, GIVEN_UP_AFTER, JobAdded, JobFilter, PrintWork, PrinterPut, Prints};
pub use tables::SCHEMA;
pub use upkeep::{Erased, PhoneBlocked, Upkeep};

use crate::domain::{Change, Decision, Placement};
use async_trait::async_trait;
use db_kit::Opened;
use jiff::Timestamp;
use order_api::{Cursor, Order, OrderEvent, OrderId, OrderPage};
use service_kit::{telemetry::Pool, text_repository::TextRepository};
use std::{sync::Arc, time::Duration};
use tokio::sync::watch;

/// Result of a placement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placed {
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
/// Every method fails with [`StoreError::Unavailable`] if the database is locked, gone or too slow,
/// and the caller may retry. A write that fails so may or may not have been committed; the
/// idempotency key or the version makes the retry safe.
#[async_trait]
pub trait Store: Prints + Upkeep + Send + Sync {
    /// Takes the key and the number and writes the order, its lines and its event in one
    /// transaction. Returns after the commit.
    async fn order_place(&self, placement: Placement) -> Result<Placed, StoreError>;
    /// The current state of an order.
    async fn order_fetch(&self, id: OrderId) -> Result<Option<Order>, StoreError>;
    /// One page of a store's orders, newest first.
    async fn order_list(&self, filter: &Filter) -> Result<OrderPage, StoreError>;
    /// Decides and writes a change in one transaction; `None` if there is no such order.
    async fn order_change(&self, change: Change) -> Result<Option<Decision>, StoreError>;
    /// All events of one order, oldest first; empty if there is no such order.
    async fn order_events_of(&self, id: OrderId) -> Result<Vec<OrderEvent>, StoreError>;
    /// At most `limit` events after `cursor`, of all stores. No event can become visible later at a
    /// position before the last one returned.
    async fn events_after(&self, cursor: Cursor, limit: i64)
    -> Result<Vec<(Cursor, OrderEvent)>, StoreError>;
    /// The last position that [`Store::events_after`] would return now.
    async fn feed_head(&self) -> Result<Cursor, StoreError>;
    /// Positions with a transaction below this one belong to another server, except transaction 0.
    async fn feed_origin(&self) -> Result<i64, StoreError>;
    /// One page of the feed's snapshot: at most `limit` orders of all stores with an id above
    /// `after`, by id. It contains open orders, orders that ended within the recall window before
    /// `now`, and cancelled orders that the counter has not acknowledged.
    async fn orders_for_snapshot(
        &self,
        now: Timestamp,
        after: Option<OrderId>,
        limit: i64,
    ) -> Result<Vec<Order>, StoreError>;
    /// At most `limit` overdue orders of all stores at `now`. Postgres also applies its own clock,
    /// so a machine with a wrong clock ends nothing too early.
    async fn orders_overdue(&self, now: Timestamp, limit: i64) -> Result<Vec<Order>, StoreError>;
    /// Whether the database answers.
    async fn ping(&self) -> Result<(), StoreError>;
    /// A counter that changes soon after each commit; on Postgres after commits of every process.
    fn commits(&self) -> watch::Receiver<u64>;
    /// How long a feed may wait for [`Store::commits`] before it polls, since a notification can be
    /// lost.
    fn poll_interval(&self) -> Duration;
    /// Repository of the staff rosters.
    fn rosters(&self) -> Arc<dyn TextRepository>;
    /// Usage of the connection pool for reads; on Postgres the same pool also writes.
    fn connections(&self) -> Pool;
    /// Closes the database. Acknowledged writes are durable without it.
    async fn close(&self);
}

/// [`open_with`] with the default options.
///
/// # Errors
/// [`OpenError`], in one sentence.
pub async fn open(url: &str) -> Result<Arc<dyn Store>, OpenError> {
    open_with(url, &Options::default()).await
}

/// Opens the database at `url`, `sqlite:…` or `postgres://…`. A missing SQLite file and its folder
/// are created.
///
/// # Errors
/// [`OpenError`], in one sentence.
pub async fn open_with(url: &str, options: &Options) -> Result<Arc<dyn Store>, OpenError> {
    Ok(match Database::at(&SCHEMA, url)?.open(&options.database).await? {
        Opened::Sqlite(pools) => Arc::new(sqlite::SqlStore::start(pools, options.poll_interval)),
        Opened::Postgres(pools) => Arc::new(postgres::SqlStore::start(pools, options.poll_interval)),
    })
}
