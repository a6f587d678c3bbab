//! The order service: it places orders durably and once, moves them along their lifecycle and tells whoever listens.
//!
//! [`router`] is the whole service over a [`store::Store`], so tests run it in process.

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

use member_token::{Guard, GuardArgs};
use service_kit::{Clock, Limits, Shutdown, Streams, health, overload::Door, serve};
use std::sync::Arc;
use store::Store;

/// Every endpoint, with the layers and the health endpoints of every binary. Streams end when `shutdown` begins.
pub fn router(
    store: Arc<dyn Store>,
    clock: Clock,
    shutdown: Shutdown,
    limits: &Limits,
    guard: &GuardArgs,
) -> Door {
    let pinged = store.clone();
    let ready: health::Ready = Arc::new(move || {
        let store = pinged.clone();
        Box::pin(async move { store.ping().await.map_err(|error| error.to_string()) })
    });
    let streams = Streams::new(limits.max_streams);
    let guard = Guard::new(guard, clock.clone());
    let routes = http::routes(&guard).with_state(http::App { store, guard, clock, shutdown, streams });
    serve::layered_within(routes.merge(health::router("order", env!("CARGO_PKG_VERSION"), ready)), limits)
}
