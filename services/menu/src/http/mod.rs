//! HTTP endpoints, one a file.

mod admin;
mod conditional;
mod menu_events;
mod menu_get;
mod openapi;
mod path_id;
mod picture_get;
mod problem;
mod store_get;
mod target;

use crate::App;
use axum::{Extension, Router, middleware::from_fn_with_state, routing::get};
use member_token::{staff_roster, surface::admit_caller};
use service_kit::{
    Limits, Streams, health, hosts::refuse_unknown, overload::Door, serve::layered_taking_large,
};
use std::sync::Arc;

/// Endpoints open to the customers' surface: the menu and its pictures.
pub(crate) const FOR_CUSTOMERS: [&str; 5] = [
    "GET /api/v1/menu",
    "GET /api/v1/menu/events",
    "GET /api/v1/pictures/{id}",
    "GET /api/v1/thumbnails/{id}",
    "GET /api/v1/store",
];

/// Router of every endpoint of the service, with the layers that every service has.
pub fn router(app: App, limits: &Limits) -> Door {
    let (store, callers, hosts) = (app.store.clone(), app.callers.clone(), app.hosts.clone());
    let ready: health::Ready = Arc::new(move || {
        let store = store.clone();
        Box::pin(async move { store.ping().await.map_err(|error| error.to_string()) })
    });
    let streams = Extension(Streams::new(limits.max_streams));
    let api = Router::new()
        .route("/api/v1/menu", get(menu_get::handle))
        .route("/api/v1/menu/events", get(menu_events::handle).layer(streams))
        .route("/api/v1/pictures/{id}", get(picture_get::large))
        .route("/api/v1/thumbnails/{id}", get(picture_get::small))
        .route("/api/v1/store", get(store_get::handle))
        .merge(staff_roster::routes(&app.guard, app.store.rosters()))
        .nest("/api/v1/admin", admin::router(&app.guard))
        .merge(service_kit::openapi::router(&openapi::document()))
        .with_state(app);
    let health = health::router(service_kit::build_info!("menu"), ready);
    let takes_large = |path: &str| path == staff_roster::PATH || admin::takes_large(path);
    let routes = api
        .merge(health)
        .layer(from_fn_with_state(callers, admit_caller))
        .layer(from_fn_with_state(hosts, refuse_unknown));
    layered_taking_large(routes, limits, takes_large)
}
