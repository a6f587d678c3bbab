//! The order service: places orders durably and exactly once, moves them through their lifecycle,
//! and streams every change to its readers.
//!
//! [`router`] builds the whole service on a [`store::Store`], so tests can run it in process.

pub mod asker;
pub mod domain;
pub mod events;
pub mod forgetting;
mod http;
pub mod measure;
pub mod overdue;
#[cfg(feature = "planted-bugs")]
mod planted;
pub mod printing;
pub mod store;

use axum::middleware::from_fn_with_state;
use member_token::{
    staff_roster,
    surface::{CallerGuard, ServiceName, TrustArgs, admit_caller},
};
use service_kit::{
    Clock, Limits, Shutdown, Streams, health,
    hosts::{self, HostNames},
    overload::Door,
    serve,
};
use std::sync::Arc;
use store::Store;

/// All endpoints of the service, with the middleware and health endpoints that every binary has.
/// Open streams end when `shutdown` begins.
pub fn router(
    store: Arc<dyn Store>,
    clock: Clock,
    shutdown: Shutdown,
    limits: &Limits,
    trust: &TrustArgs,
) -> Door {
    let pinged = store.clone();
    let ready: health::Ready = Arc::new(move || {
        let store = pinged.clone();
        Box::pin(async move { store.ping().await.map_err(|error| error.to_string()) })
    });
    let streams = Streams::new(limits.max_streams);
    let guard = trust.staff_guard(clock.clone());
    guard.follow_roster(store.rosters(), shutdown.clone());
    let callers = CallerGuard::new(&trust.callers, ServiceName::Order, &http::FOR_CUSTOMERS, clock.clone());
    let routes = http::routes(&guard, store.rosters()).with_state(http::App {
        store,
        guard,
        clock,
        shutdown,
        streams,
    });
    let routes = routes
        .merge(health::router(service_kit::build_info!("order"), ready))
        .layer(from_fn_with_state(callers, admit_caller))
        .layer(from_fn_with_state(HostNames::new(&trust.hosts), hosts::refuse_unknown));
    serve::layered_taking_large(routes, limits, |path| path == staff_roster::PATH)
}
