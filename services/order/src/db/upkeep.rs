//! Retention of customers' data, blocked phones, and the audit log of staff.

use super::RepositoryError;
use crate::operation_caller::{AuthorizationResult, OperationCaller};
use async_trait::async_trait;
use jiff::Timestamp;
use order_api::{BlockedPhone, Order, OrderId};
use staff_api::AuditPage;

/// Result of [`UpkeepRepository::erase_customer`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ErasureOutcome {
    /// Name and note are empty, from now on or already.
    Done(Box<Order>),
    /// The order has not ended, so the counter still needs them.
    StillOpen,
    /// There is no such order.
    NotFound,
}

/// Result of [`UpkeepRepository::block_phone`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlockPhoneOutcome {
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
pub trait UpkeepRepository: Send + Sync {
    /// Erases the customer's name and note from at most `limit` orders of all stores whose
    /// retention has ended at `now`: in the order, in each of its events and in the fingerprint of
    /// its placement. Postgres also applies its own clock. Returns how many.
    async fn forget_customers(&self, now: Timestamp, limit: i64) -> Result<u64, RepositoryError>;
    /// Erases one order's name and note now.
    async fn erase_customer(
        &self,
        id: OrderId,
        asker: &OperationCaller,
    ) -> Result<AuthorizationResult<ErasureOutcome>, RepositoryError>;
    /// Blocks the phone that placed this order.
    async fn block_phone(
        &self,
        id: OrderId,
        until: Timestamp,
        asker: &OperationCaller,
    ) -> Result<AuthorizationResult<BlockPhoneOutcome>, RepositoryError>;
    /// Ends the block of the phone that placed this order; false if there is no such order.
    async fn unblock_phone(
        &self,
        id: OrderId,
        asker: &OperationCaller,
    ) -> Result<AuthorizationResult<bool>, RepositoryError>;
    /// Blocked phones of a store, newest block first.
    async fn list_blocked_phones(
        &self,
        store: &str,
        now: Timestamp,
    ) -> Result<Vec<BlockedPhone>, RepositoryError>;
    /// Deletes blocks that have ended. Returns how many.
    async fn delete_expired_blocks(&self, now: Timestamp) -> Result<u64, RepositoryError>;
    /// At most `limit` changes by staff, newest first, older than the one with the id `before`.
    async fn list_audit_entries(
        &self,
        store: &str,
        before: Option<i64>,
        limit: u32,
    ) -> Result<AuditPage, RepositoryError>;
}
