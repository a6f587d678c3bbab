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
mod query;
mod transition;
mod unblock;

use crate::OrderService;
use axum::Extension;
use service_kit::{
    CapacityLimits, StreamLimit, health, overload::AdmissionLayer, serve::wrap_router_taking_large,
};
use staff_token::{
    StaffGuard, staff_roster,
    surface::{CallerGuard, ServiceName, TrustArgs},
};
use std::sync::Arc;
use utoipa::OpenApi as _;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Endpoints that the customers' surface may call. The handlers check that a call concerns the
/// customer in its token. The feed is an exception with the orders of all customers: the surface
/// updates phones from it and derives the queue length.
const FOR_CUSTOMERS: [&str; 7] = [
    "POST /api/v1/orders",
    "GET /api/v1/orders",
    "GET /api/v1/orders/events",
    "GET /api/v1/orders/{id}",
    "GET /api/v1/orders/{id}/events",
    "POST /api/v1/orders/{id}/transitions",
    "POST /api/v1/orders/{id}/erasure",
];

/// All endpoints of the service, with the middleware and health endpoints that every service has.
pub fn build_router(
    app: OrderService,
    limits: &CapacityLimits,
    trust: &TrustArgs,
) -> AdmissionLayer {
    let callers =
        CallerGuard::new(&trust.callers, ServiceName::Order, &FOR_CUSTOMERS, app.clock.clone());
    let store = app.store.clone();
    let ready: health::ReadyCheck = Arc::new(move || {
        let store = store.clone();
        Box::pin(async move { store.ping().await.map_err(|error| error.to_string()) })
    });
    let (routes, description) = build_endpoints(&app.guard).split_for_parts();
    let routes = routes
        .layer(Extension(StreamLimit::new(limits.max_streams)))
        .merge(service_kit::openapi::document_router(&openapi::describe_api(&description)))
        .with_state(app)
        .merge(health::health_router(service_kit::build_info!("order"), ready));
    let routes = callers.protect_router(routes, &trust.hosts);
    wrap_router_taking_large(routes, limits, |path| path == staff_roster::PATH)
}

/// The endpoints with their descriptions.
fn build_endpoints(guard: &StaffGuard) -> OpenApiRouter<OrderService> {
    OpenApiRouter::with_openapi(openapi::OrderApiBase::openapi())
        .routes(routes!(list::list_orders, place::place_order))
        .routes(routes!(feed::follow_orders))
        .routes(routes!(fetch::fetch_order, amend::amend_order))
        .routes(routes!(events::list_events_of_order))
        .routes(routes!(transition::move_order))
        .routes(routes!(erase::erase_order))
        .routes(routes!(block::block_phone, unblock::unblock_phone))
        .routes(routes!(blocked::list_blocked_phones))
        .routes(routes!(audit_list::list_audit_events))
        .merge(printing::build_endpoints(guard))
        .merge(staff_roster::roster_endpoints())
}
