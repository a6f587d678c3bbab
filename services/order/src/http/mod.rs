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

use crate::store::Store;
use axum::{
    Router,
    http::HeaderMap,
    routing::{get, post},
};
use member_api::{Role, Session};
use member_token::Guard;
use order_api::{Actor, By};
use service_kit::{Clock, Problem, Shutdown, Streams};
use std::sync::Arc;
use store_kit::audit::{self, Author};

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
    /// Who of the staff asks for this. Whoever has a place behind the counter may handle orders; for a customer the surface answers,
    /// which knows whose order it is.
    pub(crate) fn acting(&self, headers: &HeaderMap, actor: Actor) -> Result<Option<By>, Problem> {
        if actor != Actor::Staff {
            return Ok(None);
        }
        let session = self.guard.require(headers, Role::Barista)?;
        Ok(session.map(|Session { person, .. }| By { id: person.id.0, name: person.name }))
    }

    /// Who of the staff changes something that is recorded, and on which device.
    pub(crate) fn author(&self, headers: &HeaderMap, least: Role) -> Result<Author, Problem> {
        let unknown = Author::unknown(self.clock.now());
        let session = self.guard.require(headers, least)?;
        Ok(session.map_or(unknown.clone(), |Session { person, device, .. }| Author {
            actor: Some(audit::Actor { id: person.id.0, name: person.name }),
            device: Some(device.0),
            ..unknown
        }))
    }
}

pub(crate) fn routes(guard: &Guard) -> Router<App> {
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
        .merge(service_kit::openapi::router(&openapi::document()))
}
