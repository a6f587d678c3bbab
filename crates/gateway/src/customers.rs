//! Calls about customers' data and phones, and the audit log of changes by staff.

use crate::{
    Gateway,
    call::{ServiceCall, ServiceReply},
    error::GatewayError,
};
use order_api::{
    BlockPhone, BlockedPhone, BlockedPhones, ErasureRequest, Order, OrderActor, OrderId,
};
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
    /// All sources. A new one needs a variant, its arm in [`Gateway::fetch_audit_page`] and its
    /// name on the page.
    pub const ALL: [Self; 3] = [Self::Menu, Self::Order, Self::Staff];
}

impl Gateway {
    /// Empties the name and note of an ended order; idempotent.
    ///
    /// # Errors
    /// [`GatewayError::Refused`] with `order_open` or `not_found`, and for staff with `signed_out`
    /// or `forbidden`.
    pub async fn erase_order(&self, id: OrderId, actor: OrderActor) -> Result<Order, GatewayError> {
        let orders = &self.services.orders;
        let call = orders
            .build_post(format!("/api/v1/orders/{id}/erasure"), &ErasureRequest { actor })?
            .with_credentials(&self.bearer);
        orders.0.call(&call, |reply| reply.decode_json()).await
    }

    /// Blocks the phone that placed this order for a day; a repetition starts the day again.
    ///
    /// # Errors
    /// [`GatewayError::Refused`] with `no_phone`, `too_many_blocked` or `not_found`.
    pub async fn block_phone(&self, id: OrderId) -> Result<BlockedPhone, GatewayError> {
        let orders = &self.services.orders;
        let call = orders
            .build_post(format!("/api/v1/orders/{id}/block"), &BlockPhone::default())?
            .with_credentials(&self.bearer);
        orders.0.call(&call, |reply| reply.decode_json()).await
    }

    /// Ends the block of the phone that placed this order.
    ///
    /// # Errors
    /// [`GatewayError`]
    pub async fn unblock_phone(&self, id: OrderId) -> Result<(), GatewayError> {
        let call = ServiceCall::get(format!("/api/v1/orders/{id}/block"), MAX_BYTES);
        let call = ServiceCall { method: Method::DELETE, ..call.with_credentials(&self.bearer) };
        let is_gone = |reply: &ServiceReply| {
            matches!(reply.status, StatusCode::NO_CONTENT | StatusCode::NOT_FOUND)
        };
        let read =
            |reply: ServiceReply| if is_gone(&reply) { Ok(()) } else { Err(reply.to_error()) };
        self.services.orders.0.call(&call, read).await
    }

    /// Phones that may not order, the newest block first.
    ///
    /// # Errors
    /// [`GatewayError`]
    pub async fn list_blocked_phones(&self) -> Result<Vec<BlockedPhone>, GatewayError> {
        let query = vec![("store", self.store_id())];
        let call = ServiceCall {
            query,
            ..ServiceCall::get("/api/v1/blocked-phones", MAX_BYTES).with_credentials(&self.bearer)
        };
        let all = self
            .services
            .orders
            .0
            .call(&call, |reply| reply.decode_json::<BlockedPhones>())
            .await?;
        Ok(all.phones)
    }

    /// Changes by staff, newest first, older than the change with the id `before` of the same
    /// service.
    ///
    /// # Errors
    /// [`GatewayError::Refused`] with `signed_out` or `forbidden`.
    pub async fn fetch_audit_page(
        &self,
        source: AuditSource,
        before: Option<i64>,
        limit: u32,
    ) -> Result<AuditPage, GatewayError> {
        let before = before.map(|before| ("before", before.to_string()));
        let query = before.into_iter().chain([("limit", limit.to_string())]);
        let call = |query: Vec<_>| ServiceCall {
            query,
            ..ServiceCall::get("/api/v1/admin/audit", MAX_BYTES).with_credentials(&self.bearer)
        };
        match source {
            AuditSource::Menu => self.services.menu.fetch_audit_page(&call(query.collect())).await,
            AuditSource::Staff => match &self.services.roster {
                Some(people) => people.fetch_audit_page(&call(query.collect())).await,
                None => Ok(AuditPage { events: Vec::new(), more: false }),
            },
            AuditSource::Order => {
                let query = query.chain([("store", self.store_id())]);
                self.services
                    .orders
                    .0
                    .call(&call(query.collect()), |reply| reply.decode_json())
                    .await
            }
        }
    }
}
