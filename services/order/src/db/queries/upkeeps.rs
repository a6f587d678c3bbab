//! [`Upkeep`]: each write is a short transaction of its own, as for printing.

use super::{SqlStore, forget, phones};
use crate::{
    db::{Erased, PhoneBlocked, StoreError, Upkeep},
    operation_caller::{Asker, Judged},
};
use async_trait::async_trait;
use db_kit::audit::AuditLog as _;
use jiff::Timestamp;
use order_api::{BlockedPhone, OrderId};
use staff_api::AuditPage;

#[async_trait]
impl Upkeep for SqlStore {
    async fn orders_forget(&self, now: Timestamp, limit: i64) -> Result<u64, StoreError> {
        self.pools.write("orders_forget", async |conn| forget::orders_forget(conn, now, limit).await).await
    }

    async fn order_erase(&self, id: OrderId, asker: &Asker) -> Result<Judged<Erased>, StoreError> {
        self.pools.write("order_erase", async |conn| forget::order_erase(conn, id, asker).await).await
    }

    async fn phone_block(
        &self,
        id: OrderId,
        until: Timestamp,
        asker: &Asker,
    ) -> Result<Judged<PhoneBlocked>, StoreError> {
        self.pools.write("phone_block", async |conn| phones::phone_block(conn, id, until, asker).await).await
    }

    async fn phone_unblock(&self, id: OrderId, asker: &Asker) -> Result<Judged<bool>, StoreError> {
        self.pools.write("phone_unblock", async |conn| phones::phone_unblock(conn, id, asker).await).await
    }

    async fn phone_list(&self, store: &str, now: Timestamp) -> Result<Vec<BlockedPhone>, StoreError> {
        self.pools.read("phone_list", async |conn| phones::phone_list(conn, store, now).await).await
    }

    async fn phones_release(&self, now: Timestamp) -> Result<u64, StoreError> {
        self.pools.write("phones_release", async |conn| phones::phones_release(conn, now).await).await
    }

    async fn audit_list(
        &self,
        store: &str,
        before: Option<i64>,
        limit: u32,
    ) -> Result<AuditPage, StoreError> {
        self.pools.read("audit_list", async |conn| conn.audit_list(store, before, limit).await).await
    }
}
