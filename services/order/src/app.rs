//! [`OrderService`], the state that all endpoints share.

use crate::{db::OrderRepository, operation_caller::OperationCaller};
use axum::{extract::FromRef, http::HeaderMap};
use order_api::{Order, OrderActor, OrderId};
use service_kit::{Clock, Problem, ShutdownSignal};
use staff_api::StaffRole;
use staff_token::{
    StaffGuard,
    staff_roster::RosterEndpointState,
    surface::{SurfaceCaller, TrustArgs},
};
use std::sync::Arc;

/// The order service; clones share the state.
#[derive(Clone)]
pub struct OrderService {
    pub(crate) store: Arc<dyn OrderRepository>,
    pub(crate) clock: Clock,
    pub(crate) shutdown: ShutdownSignal,
    pub(crate) guard: StaffGuard,
}

impl OrderService {
    /// Serves the orders in `store`, and follows the rosters in it until `shutdown`.
    pub fn start(
        store: Arc<dyn OrderRepository>,
        clock: Clock,
        shutdown: ShutdownSignal,
        trust: &TrustArgs,
    ) -> Self {
        let guard = trust.staff_guard(clock.clone());
        guard.follow_roster(store.roster_texts(), shutdown.clone());
        Self { store, clock, shutdown, guard }
    }

    /// The caller as `actor`. Staff need at least the role `least`.
    pub(crate) fn identify_caller(
        &self,
        (caller, headers): (SurfaceCaller, &HeaderMap),
        actor: OrderActor,
        least: StaffRole,
    ) -> OperationCaller {
        let is_staff = actor == OrderActor::Staff && caller.can_call_for_staff();
        // Verify the session here: checking a signature takes longer than a transaction may be kept
        // waiting.
        let staff = if is_staff { self.guard.require_session(headers, least) } else { Ok(None) };
        OperationCaller::for_surface(caller, actor, staff, &self.clock)
    }

    /// The caller as staff.
    pub(crate) fn identify_staff(
        &self,
        of: (SurfaceCaller, &HeaderMap),
        least: StaffRole,
    ) -> OperationCaller {
        self.identify_caller(of, OrderActor::Staff, least)
    }

    /// The current order, if `caller` may know that it exists.
    pub(crate) async fn fetch_visible_order(
        &self,
        caller: &SurfaceCaller,
        id: OrderId,
    ) -> Result<Order, Problem> {
        let found = self.store.fetch_order(id).await?;
        let visible = found.filter(|order| caller.can_serve(&order.customer.session));
        visible.ok_or_else(|| Problem::not_found("order"))
    }
}

impl FromRef<OrderService> for RosterEndpointState {
    fn from_ref(app: &OrderService) -> Self {
        Self::new(&app.guard, app.store.roster_texts())
    }
}
