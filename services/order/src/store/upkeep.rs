//! What is kept of customers and for how long, who may not order, and what staff changed.

use super::StoreError;
use crate::asker::{Asker, Judged};
use async_trait::async_trait;
use jiff::Timestamp;
use member_api::AuditPage;
use order_api::{BlockedPhone, Order, OrderId};

/// What became of [`Upkeep::order_erase`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Erased {
    /// Name and note are empty, now or already.
    Done(Box<Order>),
    /// The order has not ended, and the counter needs them.
    StillOpen,
    /// There is none.
    NotFound,
}

/// What became of [`Upkeep::phone_block`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PhoneBlocked {
    /// It places no order until then.
    Done(BlockedPhone),
    /// Staff took the order at the counter.
    NoPhone,
    /// As many are blocked as may be.
    TooMany,
    /// There is no such order.
    NotFound,
}

/// Customers' data, blocked phones and the audit log.
#[async_trait]
pub trait Upkeep: Send + Sync {
    /// Empties names and notes of at most `limit` orders of all stores whose time for that is over at `now`, in the order, in each of
    /// its events and in what its placement is recognised by; on Postgres by its own clock as well. Gives how many.
    async fn orders_forget(&self, now: Timestamp, limit: i64) -> Result<u64, StoreError>;
    /// The same for one order now.
    async fn order_erase(&self, id: OrderId, asker: &Asker) -> Result<Judged<Erased>, StoreError>;
    /// Blocks the phone that placed this order.
    async fn phone_block(
        &self,
        id: OrderId,
        until: Timestamp,
        asker: &Asker,
    ) -> Result<Judged<PhoneBlocked>, StoreError>;
    /// Ends the block of the phone that placed this order; false when there is no such order.
    async fn phone_unblock(&self, id: OrderId, asker: &Asker) -> Result<Judged<bool>, StoreError>;
    /// Blocked phones of a store, the newest block first.
    async fn phone_list(&self, store: &str, now: Timestamp) -> Result<Vec<BlockedPhone>, StoreError>;
    /// Removes blocks that are over.
    async fn phones_release(&self, now: Timestamp) -> Result<u64, StoreError>;
    /// The newest changes by staff, `limit` at most, older than the one with the id `before`.
    async fn audit_list(&self, store: &str, before: Option<i64>, limit: u32)
    -> Result<AuditPage, StoreError>;
}
