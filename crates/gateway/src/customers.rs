//! Calls about customers' data and phones, and the audit log of changes by staff.

use crate::{
    Gateway,
    call::{Call, Reply},
    error::GatewayError,
};
use order_api::{Actor, BlockPhone, BlockedPhone, BlockedPhones, Erasure, Order, OrderId};
use reqwest::{Method, StatusCode};
use staff_api::AuditPage;

const MAX_BYTES: usize = 4 * 1024 * 1024;

/// A service with an audit log; all logs have the same shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditSource {
    /// The menu and the store's settings.
    Menu,
    /// Printers, print jobs, blocked phones, erasures.
    Order,
    /// People, devices and sessions.
    Staff,
}

impl AuditSource {
    /// All sources. A new one needs a variant, its arm in [`Gateway::audit`] and its name on the
    /// page.
    pub const ALL: [Self; 3] = [Self::Menu, Self::Order, Self::Staff];
}

impl Gateway {
    /// Empties the name and note of an ended order; idempotent.
    ///
    /// # Errors
    /// [`GatewayError::Refused`] with `order_open` or `not_found`, and for staff with `signed_out`
    /// or `forbidden`.
    pub async fn erase_order(&self, id: OrderId, actor: Actor) -> Result<Order, GatewayError> {
        let orders = &self.services.orders;
        let call = orders.post(format!("/api/v1/orders/{id}/erasure"), &Erasure { actor })?.by(&self.bearer);
        orders.0.call(&call, |reply| reply.json()).await
    }

    /// Blocks the phone that placed this order for a day; a repetition starts the day again.
    ///
    /// # Errors
    /// [`GatewayError::Refused`] with `no_phone`, `too_many_blocked` or `not_found`.
    pub async fn block_phone(&self, id: OrderId) -> Result<BlockedPhone, GatewayError> {
        let orders = &self.services.orders;
        let call =
            orders.post(format!("/api/v1/orders/{id}/block"), &BlockPhone::default())?.by(&self.bearer);
        orders.0.call(&call, |reply| reply.json()).await
    }

    /// Ends the block of the phone that placed this order.
    ///
    /// # Errors
    /// [`GatewayError`]
    pub async fn unblock_phone(&self, id: OrderId) -> Result<(), GatewayError> {
        let call = Call::get(format!("/api/v1/orders/{id}/block"), MAX_BYTES);
        let call = Call { method: Method::DELETE, ..call.by(&self.bearer) };
        let is_gone = |reply: &Reply| matches!(reply.status, StatusCode::NO_CONTENT | StatusCode::NOT_FOUND);
        let read = |reply: Reply| if is_gone(&reply) { Ok(()) } else { Err(reply.refusal()) };
        self.services.orders.0.call(&call, read).await
    }

    /// Phones that may not order, the newest block first.
    ///
    /// # Errors
    /// [`GatewayError`]
    pub async fn blocked_phones(&self) -> Result<Vec<BlockedPhone>, GatewayError> {
        let query = vec![("store", self.store_id())];
        let call = Call { query, ..Call::get("/api/v1/blocked-phones", MAX_BYTES).by(&self.bearer) };
        let all = self.services.orders.0.call(&call, |reply| reply.json::<BlockedPhones>()).await?;
        Ok(all.phones)
    }

    /// Changes by staff, newest first, older than the change with the id `before` of the same
    /// service.
    ///
    /// # Errors
    /// [`GatewayError::Refused`] with `signed_out` or `forbidden`.
    pub async fn audit(
        &self,
        source: AuditSource,
        before: Option<i64>,
        limit: u32,
    ) -> Result<AuditPage, GatewayError> {
        let before = before.map(|before| ("before", before.to_string()));
        let query = before.into_iter().chain([("limit", limit.to_string())]);
        let call =
            |query: Vec<_>| Call { query, ..Call::get("/api/v1/admin/audit", MAX_BYTES).by(&self.bearer) };
        match source {
            AuditSource::Menu => self.services.menu.audit(&call(query.collect())).await,
            AuditSource::Staff => match &self.services.roster {
                Some(people) => people.audit(&call(query.collect())).await,
                None => Ok(AuditPage { events: Vec::new(), more: false }),
            },
            AuditSource::Order => {
                let query = query.chain([("store", self.store_id())]);
                self.services.orders.0.call(&call(query.collect()), |reply| reply.json()).await
            }
        }
    }
}
