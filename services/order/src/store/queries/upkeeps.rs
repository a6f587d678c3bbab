//! Implements [`Upkeep`] for both engines; each engine's module includes this file. Each write is a
//! short transaction of its own, as for printing.

use super::{Engine, queries};
use crate::{
    asker::{Asker, Judged},
    store::{Erased, PhoneBlocked, StoreError, Upkeep},
};
use async_trait::async_trait;
use jiff::Timestamp;
use member_api::AuditPage;
use order_api::{BlockedPhone, OrderId};
use store_kit::{READ_DEADLINE, audit::AuditLog as _, within};

#[async_trait]
impl Upkeep for Engine {
    async fn orders_forget(&self, now: Timestamp, limit: i64) -> Result<u64, StoreError> {
        in_transaction!(self, conn => queries::orders_forget(conn, now, limit))
    }

    async fn order_erase(&self, id: OrderId, asker: &Asker) -> Result<Judged<Erased>, StoreError> {
        in_transaction!(self, conn => queries::order_erase(conn, id, asker))
    }

    async fn phone_block(
        &self,
        id: OrderId,
        until: Timestamp,
        asker: &Asker,
    ) -> Result<Judged<PhoneBlocked>, StoreError> {
        in_transaction!(self, conn => queries::phone_block(conn, id, until, asker))
    }

    async fn phone_unblock(&self, id: OrderId, asker: &Asker) -> Result<Judged<bool>, StoreError> {
        in_transaction!(self, conn => queries::phone_unblock(conn, id, asker))
    }

    async fn phone_list(&self, store: &str, now: Timestamp) -> Result<Vec<BlockedPhone>, StoreError> {
        within(READ_DEADLINE, async { queries::phone_list(&mut *self.read().await?, store, now).await }).await
    }

    async fn phones_release(&self, now: Timestamp) -> Result<u64, StoreError> {
        in_transaction!(self, conn => queries::phones_release(conn, now))
    }

    async fn audit_list(
        &self,
        store: &str,
        before: Option<i64>,
        limit: u32,
    ) -> Result<AuditPage, StoreError> {
        within(READ_DEADLINE, async { self.read().await?.audit_list(store, before, limit).await }).await
    }
}
