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
mod staff_roster;
mod transition;
mod unblock;

use crate::store::Store;
use axum::{
    Router,
    http::{HeaderMap, StatusCode},
    routing::{get, post},
};
use member_api::{Role, Session};
use member_token::{Guard, surface::Caller};
use order_api::{Actor, By, Order, OrderId};
use service_kit::{Clock, Problem, Shutdown, Streams, serve::large, telemetry};
use std::sync::Arc;
use store_kit::audit::{self, Author};

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
    /// Who of the staff asks for a change of what `customer` ordered at `store`, if it is the staff. A customer's own surface acts for
    /// them, the staff of that very store for the staff, and nobody for the service itself.
    pub(crate) fn acting(
        &self,
        (caller, headers): (&Caller, &HeaderMap),
        actor: Actor,
        (store, customer): (&str, &str),
    ) -> Result<Option<By>, Problem> {
        if !is_staff(caller, actor, customer)? {
            return Ok(None);
        }
        let session = self.staff_of(store, headers, Role::Barista)?;
        Ok(session.map(|Session { person, device, .. }| By {
            id: person.id.0,
            name: person.name,
            device: Some(device.0),
        }))
    }

    /// Whoever of the staff of `store` asks, if they may do what `least` may.
    pub(crate) fn staff_of(
        &self,
        store: &str,
        headers: &HeaderMap,
        least: Role,
    ) -> Result<Option<Session>, Problem> {
        let session = self.guard.require(headers, least)?;
        if session.as_ref().is_some_and(|session| session.store != store) {
            return Err(member_token::signed_out());
        }
        Ok(session)
    }

    /// Who of the staff changes something that is recorded, and on which device.
    pub(crate) fn author(&self, headers: &HeaderMap, least: Role) -> Result<Author, Problem> {
        Ok(self.author_by(self.guard.require(headers, least)?))
    }

    /// The same of what belongs to `store`, whose staff alone may.
    pub(crate) fn author_of(&self, store: &str, headers: &HeaderMap, least: Role) -> Result<Author, Problem> {
        Ok(self.author_by(self.staff_of(store, headers, least)?))
    }

    fn author_by(&self, session: Option<Session>) -> Author {
        let unknown = Author::unknown(self.clock.now());
        session.map_or(unknown.clone(), |Session { person, device, .. }| Author {
            actor: Some(audit::Actor { id: person.id.0, name: person.name }),
            device: Some(device.0),
            ..unknown
        })
    }

    /// The order as it is, if `caller` may know that it is there.
    pub(crate) async fn order_for(&self, caller: &Caller, id: OrderId) -> Result<Order, Problem> {
        let found = telemetry::database("order_fetch", self.store.order_fetch(id)).await?;
        let visible = found.filter(|order| caller.serves(&order.customer.session));
        visible.ok_or_else(|| Problem::not_found("order"))
    }
}

/// Whether staff ask, and not the customer: the customers' surface acts for its customer, staff for themselves, and nobody for the
/// service itself.
pub(crate) fn is_staff(caller: &Caller, actor: Actor, customer: &str) -> Result<bool, Problem> {
    match actor {
        Actor::Customer if caller.may_be(customer) => Ok(false),
        Actor::Customer => Err(Caller::other_customer()),
        Actor::Staff if caller.may_be_staff() => Ok(true),
        Actor::Staff | Actor::System => Err(actor_forbidden()),
    }
}

fn actor_forbidden() -> Problem {
    Problem::new(StatusCode::FORBIDDEN, "actor_forbidden").detail("the caller is not this actor")
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
        .route("/api/v1/staff-roster", large(get(staff_roster::fetch).put(staff_roster::put)))
        .merge(printing::routes(guard))
        .merge(service_kit::openapi::router(&openapi::document()))
}
