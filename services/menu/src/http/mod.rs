//! HTTP endpoints, one a file.

mod admin;
mod conditional;
mod menu_events;
mod menu_get;
mod openapi;
mod picture_get;
mod problem;
mod target;

use crate::MenuService;
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

/// Endpoints open to the customers' surface: the menu and its pictures.
const FOR_CUSTOMERS: [&str; 5] = [
    "GET /api/v1/menu",
    "GET /api/v1/menu/events",
    "GET /api/v1/pictures/{id}",
    "GET /api/v1/thumbnails/{id}",
    "GET /api/v1/store",
];

/// All endpoints of the service, with the middleware and health endpoints that every service has.
pub fn build_router(
    app: MenuService,
    limits: &CapacityLimits,
    trust: &TrustArgs,
) -> AdmissionLayer {
    let callers =
        CallerGuard::new(&trust.callers, ServiceName::Menu, &FOR_CUSTOMERS, app.clock.clone());
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
        .merge(health::health_router(service_kit::build_info!("menu"), ready));
    let takes_large = |path: &str| path == staff_roster::PATH || admin::takes_large(path);
    wrap_router_taking_large(callers.protect_router(routes, &trust.hosts), limits, takes_large)
}

/// The endpoints with their descriptions.
fn build_endpoints(guard: &StaffGuard) -> OpenApiRouter<MenuService> {
    OpenApiRouter::with_openapi(openapi::MenuApiBase::openapi())
        .routes(routes!(menu_get::get_menu))
        .routes(routes!(menu_get::get_store))
        .routes(routes!(menu_events::follow_menu))
        .routes(routes!(picture_get::get_picture))
        .routes(routes!(picture_get::get_thumbnail))
        .merge(staff_roster::roster_endpoints())
        .merge(admin::build_admin_endpoints(guard))
}
