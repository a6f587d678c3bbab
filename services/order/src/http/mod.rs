//! The wire: one endpoint a file. Bodies, keys, ids and queries become the domain's types here or are refused.

mod amend;
mod audit_list;
mod block;
mod blocked;
mod erase;
mod events;
mod extract;
mod feed;
mod fetch;
mod list;
mod openapi;
mod place;
mod printing;
mod problem;
mod transition;
mod unblock;

use crate::{asker::Asker, store::Store};
use axum::{
    Router,
    http::HeaderMap,
    routing::{get, post},
};
use member_api::Role;
use member_token::{Guard, staff_roster, surface::Caller};
use order_api::{Actor, Order, OrderId};
use service_kit::{Clock, Problem, Shutdown, Streams, telemetry, texts::TextRepository};
use std::sync::Arc;

/// What the customers' surface may ask for; the handlers see to it that it is about the customer in its token. The feed is all of
/// the store's orders: the surface tells phones from it, and how much work is ahead.
pub(crate) const FOR_CUSTOMERS: [&str; 7] = [
    "POST /api/v1/orders",
    "GET /api/v1/orders",
    "GET /api/v1/orders/events",
    "GET /api/v1/orders/{id}",
    "GET /api/v1/orders/{id}/events",
    "POST /api/v1/orders/{id}/transitions",
    "POST /api/v1/orders/{id}/erasure",
];

/// What every handler may use.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Clock,
    pub(crate) shutdown: Shutdown,
    pub(crate) streams: Streams,
    pub(crate) guard: Guard,
}

impl App {
    /// Who asks as `actor`, of staff with at least this role.
    pub(crate) fn asker(&self, (caller, headers): (Caller, &HeaderMap), actor: Actor, least: Role) -> Asker {
        let is_staff = actor == Actor::Staff && caller.may_be_staff();
        // Checked here, since a signature takes longer than a transaction may be kept waiting.
        let staff = if is_staff { self.guard.require(headers, least) } else { Ok(None) };
        Asker::surface(caller, actor, staff, &self.clock)
    }

    /// Who of the staff asks.
    pub(crate) fn staff(&self, of: (Caller, &HeaderMap), least: Role) -> Asker {
        self.asker(of, Actor::Staff, least)
    }

    /// The order as it is, if `caller` may know that it is there.
    pub(crate) async fn order_for(&self, caller: &Caller, id: OrderId) -> Result<Order, Problem> {
        let found = telemetry::database("order_fetch", self.store.order_fetch(id)).await?;
        let visible = found.filter(|order| caller.serves(&order.customer.session));
        visible.ok_or_else(|| Problem::not_found("order"))
    }
}

pub(crate) fn routes(guard: &Guard, rosters: Arc<dyn TextRepository>) -> Router<App> {
    Router::new()
        .route("/api/v1/orders", get(list::list).post(place::place))
        .route("/api/v1/orders/events", get(feed::feed))
        .route("/api/v1/orders/{id}", get(fetch::fetch).patch(amend::amend))
        .route("/api/v1/orders/{id}/events", get(events::events))
        .route("/api/v1/orders/{id}/transitions", post(transition::transition))
        .route("/api/v1/orders/{id}/erasure", post(erase::erase))
        .route("/api/v1/orders/{id}/block", post(block::block).delete(unblock::unblock))
        .route("/api/v1/blocked-phones", get(blocked::blocked))
        .route("/api/v1/admin/audit", get(audit_list::audit))
        .merge(printing::routes(guard))
        .merge(staff_roster::routes(guard, rosters))
        .merge(service_kit::openapi::router(&openapi::document()))
}
