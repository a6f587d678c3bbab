//! HTTP API, one endpoint per file. Bodies, keys, ids and queries are parsed into domain types here
//! or refused.

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
use service_kit::{Clock, Problem, Shutdown, Streams, texts::TextRepository};
use std::sync::Arc;

/// Endpoints that the customers' surface may call. The handlers check that a call concerns the
/// customer in its token. The feed is an exception with the orders of all customers: the surface
/// updates phones from it and derives the queue length.
pub(crate) const FOR_CUSTOMERS: [&str; 7] = [
    "POST /api/v1/orders",
    "GET /api/v1/orders",
    "GET /api/v1/orders/events",
    "GET /api/v1/orders/{id}",
    "GET /api/v1/orders/{id}/events",
    "POST /api/v1/orders/{id}/transitions",
    "POST /api/v1/orders/{id}/erasure",
];

/// Shared state of all handlers.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Clock,
    pub(crate) shutdown: Shutdown,
    pub(crate) streams: Streams,
    pub(crate) guard: Guard,
}

impl App {
    /// The caller as `actor`. Staff need at least the role `least`.
    pub(crate) fn asker(&self, (caller, headers): (Caller, &HeaderMap), actor: Actor, least: Role) -> Asker {
        let is_staff = actor == Actor::Staff && caller.may_be_staff();
        // Verify the session here: checking a signature takes longer than a transaction may be kept
        // waiting.
        let staff = if is_staff { self.guard.require(headers, least) } else { Ok(None) };
        Asker::surface(caller, actor, staff, &self.clock)
    }

    /// The caller as staff.
    pub(crate) fn staff(&self, of: (Caller, &HeaderMap), least: Role) -> Asker {
        self.asker(of, Actor::Staff, least)
    }

    /// The current order, if `caller` may know that it exists.
    pub(crate) async fn order_for(&self, caller: &Caller, id: OrderId) -> Result<Order, Problem> {
        let found = self.store.order_fetch(id).await?;
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
