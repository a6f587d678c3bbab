//! Retention of customers' data, blocked phones, and the audit log of staff.

use super::StoreError;
use crate::operation_caller::{Asker, Judged};
use async_trait::async_trait;
use jiff::Timestamp;
use order_api::{BlockedPhone, Order, OrderId};
use staff_api::AuditPage;

/// Result of [`Upkeep::order_erase`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Erased {
    /// Name and note are empty, from now on or already.
    Done(Box<Order>),
    /// The order has not ended, so the counter still needs them.
    StillOpen,
    /// There is no such order.
    NotFound,
}

/// Result of [`Upkeep::phone_block`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PhoneBlocked {
    /// The phone is blocked.
    Done(BlockedPhone),
    /// There is no phone: staff took the order at the counter.
    NoPhone,
    /// The store has its maximum number of blocked phones.
    TooMany,
    /// There is no such order.
    NotFound,
}

/// Customers' data, blocked phones and the audit log.
#[async_trait]
pub trait Upkeep: Send + Sync {
    /// Erases the customer's name and note from at most `limit` orders of all stores whose
    /// retention has ended at `now`: in the order, in each of its events and in the fingerprint of
    /// its placement. Postgres also applies its own clock. Returns how many.
    async fn orders_forget(&self, now: Timestamp, limit: i64) -> Result<u64, StoreError>;
    /// Erases one order's name and note now.
    async fn order_erase(&self, id: OrderId, asker: &Asker) -> Result<Judged<Erased>, StoreError>;
    /// Blocks the phone that placed this order.
    async fn phone_block(
        &self,
        id: OrderId,
        until: Timestamp,
        asker: &Asker,
    ) -> Result<Judged<PhoneBlocked>, StoreError>;
    /// Ends the block of the phone that placed this order; false if there is no such order.
    async fn phone_unblock(&self, id: OrderId, asker: &Asker) -> Result<Judged<bool>, StoreError>;
    /// Blocked phones of a store, newest block first.
    async fn phone_list(&self, store: &str, now: Timestamp) -> Result<Vec<BlockedPhone>, StoreError>;
    /// Deletes blocks that have ended. Returns how many.
    async fn phones_release(&self, now: Timestamp) -> Result<u64, StoreError>;
    /// At most `limit` changes by staff, newest first, older than the one with the id `before`.
    async fn audit_list(&self, store: &str, before: Option<i64>, limit: u32)
    -> Result<AuditPage, StoreError>;
}
