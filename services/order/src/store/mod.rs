//! Where orders live: one method per business transaction, behind `Arc<dyn Store>`.
//!
//! The SQL is written once (`queries.rs`) and compiled for each engine, so that the two cannot drift; what differs,
//! how a write begins and how far the feed may read, is in `sqlite.rs` and `postgres.rs`. Every wait has a deadline.

#![expect(clippy::duplicate_mod, reason = "the statements are compiled once for each engine")]

/// `$work` in a short transaction of its own, with its deadline.
macro_rules! in_transaction {
    ($store:expr, $conn:ident => $work:expr) => {{
        let work = async {
            let mut transaction = $store.pools.begin_write().await?;
            let $conn = &mut *transaction;
            let done = $work.await?;
            transaction.commit().await?;
            Ok(done)
        };
        store_kit::within(store_kit::WRITE_DEADLINE, work).await
    }};
}

mod filter;
mod options;
mod postgres;
mod printing;
mod sqlite;
mod tables;
mod upkeep;
mod writer;

pub use filter::{Filter, PageCursor};
pub use options::Options;
pub use printing::{Claim, GIVEN_UP_AFTER, JobAdded, JobFilter, PrintWork, PrinterPut, Prints};
pub use store_kit::{Database, MaintenanceError, OpenError, StoreError};
pub use tables::SCHEMA;
pub use upkeep::{Erased, PhoneBlocked, Upkeep};

use crate::domain::{Change, Decision, Placement};
use async_trait::async_trait;
use jiff::Timestamp;
use order_api::{Cursor, Order, OrderEvent, OrderId, OrderPage};
use service_kit::{telemetry::Pool, texts::TextRepository};
use std::{sync::Arc, time::Duration};
use store_kit::Opened;
use tokio::sync::watch;

/// What came of a placement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placed {
    /// A new order, committed.
    New(Order),
    /// The same was placed under this key before; the order as it was then.
    Again(Order),
    /// Something else was placed under this key before.
    KeyReused,
    /// Nothing; the transaction is to be taken back.
    Refused(PlacingRefusal),
}

/// Why a valid placement makes no order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlacingRefusal {
    /// As many orders are wanted at that time as may be.
    SlotFull,
    /// As many orders of this phone wait for the counter's yes as may.
    TooManyOpenOrders,
    /// With it the phone would have more pieces open than it may.
    TooManyCups,
    /// Staff have blocked the phone.
    PhoneBlocked,
}

/// The order service's database.
///
/// Every method fails with [`StoreError::Unavailable`] when the database is locked, gone or too slow, and the caller
/// may try again; a write that failed so may or may not have happened, which its key or version settles.
#[async_trait]
pub trait Store: Prints + Upkeep + Send + Sync {
    /// Key, number, order, lines and event in one transaction; returns after the commit.
    async fn order_place(&self, placement: Placement) -> Result<Placed, StoreError>;
    /// One order as it stands.
    async fn order_fetch(&self, id: OrderId) -> Result<Option<Order>, StoreError>;
    /// One page of a store's orders, newest first.
    async fn order_list(&self, filter: &Filter) -> Result<OrderPage, StoreError>;
    /// Decides and writes in one transaction; `None` when there is no such order.
    async fn order_change(&self, change: Change) -> Result<Option<Decision>, StoreError>;
    /// Everything that happened to one order, oldest first; empty when there is no such order.
    async fn order_events_of(&self, id: OrderId) -> Result<Vec<OrderEvent>, StoreError>;
    /// At most `limit` events behind `cursor`, of all stores, such that none can appear before the last one later.
    async fn events_after(&self, cursor: Cursor, limit: i64)
    -> Result<Vec<(Cursor, OrderEvent)>, StoreError>;
    /// The last position [`Store::events_after`] would read now.
    async fn feed_head(&self) -> Result<Cursor, StoreError>;
    /// Positions of transactions below this one, 0 apart, are another server's.
    async fn feed_origin(&self) -> Result<i64, StoreError>;
    /// At most `limit` of the open orders of all stores and those that ended within the recall window before `now`,
    /// by id, behind the id `after`.
    async fn orders_for_snapshot(
        &self,
        now: Timestamp,
        after: Option<OrderId>,
        limit: i64,
    ) -> Result<Vec<Order>, StoreError>;
    /// At most `limit` of the orders of all stores whose time is over at `now`, on Postgres by its own clock as well: what a
    /// machine with a wrong clock would end is not ended.
    async fn orders_overdue(&self, now: Timestamp, limit: i64) -> Result<Vec<Order>, StoreError>;
    /// Whether it answers.
    async fn ping(&self) -> Result<(), StoreError>;
    /// Changes soon after each commit, on Postgres of every process.
    fn commits(&self) -> watch::Receiver<u64>;
    /// How long a feed may wait for [`Store::commits`] before it looks by itself, since word of a commit can be lost.
    fn poll_interval(&self) -> Duration;
    /// The rosters of the staff.
    fn rosters(&self) -> Arc<dyn TextRepository>;
    /// How its connections for reading are used; on Postgres the same ones write.
    fn connections(&self) -> Pool;
    /// Lets go of the database; what was acknowledged is safe without it too.
    async fn close(&self);
}

/// As [`open_with`] with the default options.
///
/// # Errors
/// [`OpenError`], in one sentence.
pub async fn open(url: &str) -> Result<Arc<dyn Store>, OpenError> {
    open_with(url, &Options::default()).await
}

/// Opens the database that `url` names, `sqlite:…` or `postgres://…`. A missing SQLite file and its folder are made.
///
/// # Errors
/// [`OpenError`], in one sentence.
pub async fn open_with(url: &str, options: &Options) -> Result<Arc<dyn Store>, OpenError> {
    Ok(match Database::at(&SCHEMA, url)?.open(&options.database).await? {
        Opened::Sqlite(pools) => Arc::new(sqlite::SqliteStore::start(pools, options.poll_interval)),
        Opened::Postgres(pools) => Arc::new(postgres::PostgresStore::start(pools, options.poll_interval)),
    })
}
