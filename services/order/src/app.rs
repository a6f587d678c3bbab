//! [`App`], the state that all endpoints share.

use crate::{db::Store, operation_caller::Asker};
use axum::{extract::FromRef, http::HeaderMap};
use order_api::{Actor, Order, OrderId};
use service_kit::{Clock, Problem, Shutdown};
use staff_api::Role;
use staff_token::{
    Guard,
    staff_roster::RosterDesk,
    surface::{Caller, TrustArgs},
};
use std::sync::Arc;

/// The order service; clones share the state.
#[derive(Clone)]
pub struct App {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Clock,
    pub(crate) shutdown: Shutdown,
    pub(crate) guard: Guard,
}

impl App {
    /// Serves the orders in `store`, and follows the rosters in it until `shutdown`.
    pub fn start(store: Arc<dyn Store>, clock: Clock, shutdown: Shutdown, trust: &TrustArgs) -> Self {
        let guard = trust.staff_guard(clock.clone());
        guard.follow_roster(store.rosters(), shutdown.clone());
        Self { store, clock, shutdown, guard }
    }

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

impl FromRef<App> for RosterDesk {
    fn from_ref(app: &App) -> Self {
        Self::new(&app.guard, app.store.rosters())
    }
}
