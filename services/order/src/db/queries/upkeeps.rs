//! [`UpkeepRepository`]: each write is a short transaction of its own, as for printing.

use super::{SqlOrderRepository, forget, phones};
use crate::{
    db::{BlockPhoneOutcome, ErasureOutcome, RepositoryError, UpkeepRepository},
    operation_caller::{AuthorizationResult, OperationCaller},
};
use async_trait::async_trait;
use db_kit::audit::AuditLog as _;
use jiff::Timestamp;
use order_api::{BlockedPhone, OrderId};
use staff_api::AuditPage;

#[async_trait]
impl UpkeepRepository for SqlOrderRepository {
    async fn forget_customers(&self, now: Timestamp, limit: i64) -> Result<u64, RepositoryError> {
        self.pools
            .write("orders_forget", async |conn| forget::forget_customers(conn, now, limit).await)
            .await
    }

    async fn erase_customer(
        &self,
        id: OrderId,
        asker: &OperationCaller,
    ) -> Result<AuthorizationResult<ErasureOutcome>, RepositoryError> {
        self.pools
            .write("order_erase", async |conn| forget::erase_customer(conn, id, asker).await)
            .await
    }

    async fn block_phone(
        &self,
        id: OrderId,
        until: Timestamp,
        asker: &OperationCaller,
    ) -> Result<AuthorizationResult<BlockPhoneOutcome>, RepositoryError> {
        self.pools
            .write("phone_block", async |conn| phones::block_phone(conn, id, until, asker).await)
            .await
    }

    async fn unblock_phone(
        &self,
        id: OrderId,
        asker: &OperationCaller,
    ) -> Result<AuthorizationResult<bool>, RepositoryError> {
        self.pools
            .write("phone_unblock", async |conn| phones::unblock_phone(conn, id, asker).await)
            .await
    }

    async fn list_blocked_phones(
        &self,
        store: &str,
        now: Timestamp,
    ) -> Result<Vec<BlockedPhone>, RepositoryError> {
        self.pools
            .read("phone_list", async |conn| phones::list_blocked_phones(conn, store, now).await)
            .await
    }

    async fn delete_expired_blocks(&self, now: Timestamp) -> Result<u64, RepositoryError> {
        self.pools
            .write("phones_release", async |conn| phones::delete_expired_blocks(conn, now).await)
            .await
    }

    async fn list_audit_entries(
        &self,
        store: &str,
        before: Option<i64>,
        limit: u32,
    ) -> Result<AuditPage, RepositoryError> {
        self.pools
            .read("audit_list", async |conn| conn.list_audit_events(store, before, limit).await)
            .await
    }
}
