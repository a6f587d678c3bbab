//! The wire: one endpoint a file. Bodies, keys, ids and queries become the domain's types here or are refused.

mod amend;
mod events;
mod extract;
mod feed;
mod fetch;
mod list;
mod openapi;
mod place;
mod printing;
mod problem;
mod staff_roster;
mod transition;

use crate::store::Store;
use axum::{
    Router,
    http::HeaderMap,
    routing::{get, post},
};
use member_api::{Role, Session};
use member_token::Guard;
use order_api::{Actor, By};
use service_kit::{Clock, Problem, Shutdown, Streams, serve::large};
use std::sync::Arc;

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
}

pub(crate) fn routes(guard: &Guard) -> Router<App> {
    Router::new()
        .route("/api/v1/orders", get(list::list).post(place::place))
        .route("/api/v1/orders/events", get(feed::feed))
        .route("/api/v1/orders/{id}", get(fetch::fetch).patch(amend::amend))
        .route("/api/v1/orders/{id}/events", get(events::events))
        .route("/api/v1/orders/{id}/transitions", post(transition::transition))
        .route("/api/v1/staff-roster", large(get(staff_roster::fetch).put(staff_roster::put)))
        .merge(printing::routes(guard))
        .merge(service_kit::openapi::router(&openapi::document()))
}
