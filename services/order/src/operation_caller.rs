//! Caller of an operation, not yet authorized. Authorization needs the store and the customer of
//! the order, which only its row knows. So the [`OperationCaller`] is passed into the transaction
//! that reads the row anyway, and is checked there.

use axum::http::StatusCode;
use db_kit::audit::ChangeAuthor;
use jiff::Timestamp;
use order_api::{ActingStaff, Order, OrderActor};
use service_kit::{Clock, Problem};
use staff_api::{AuditActor, StaffSession};
use staff_token::surface::SurfaceCaller;

/// Result of an operation, or the refusal of a caller who is not authorized.
pub type AuthorizationResult<T> = Result<T, Problem>;

/// The caller of an operation, and when it was called.
#[derive(Debug, Clone)]
pub struct OperationCaller {
    who: CallerKind,
    at: Timestamp,
    /// Clock whose steps are left out of the recall and undo windows; `None`: none are.
    clock: Option<Clock>,
}

#[derive(Debug, Clone)]
enum CallerKind {
    /// Trusted: the service itself if there is no author, else a known member of staff.
    Known(Option<ChangeAuthor>),
    Surface {
        caller: SurfaceCaller,
        actor: OrderActor,
        /// Session that the staff guard found, or its refusal; `Ok(None)`: no key is set up, so
        /// the person is unknown.
        staff: AuthorizationResult<Option<StaffSession>>,
    },
}

impl OperationCaller {
    /// The service itself, which may do everything.
    pub fn for_service(at: Timestamp) -> Self {
        Self { who: CallerKind::Known(None), at, clock: None }
    }

    /// A member of staff who is authorized already.
    pub fn for_staff(author: ChangeAuthor) -> Self {
        Self { at: author.at, who: CallerKind::Known(Some(author)), clock: None }
    }

    /// A surface that acts as `actor`. `staff` is the staff guard's result for the request; it
    /// counts only if the actor is staff.
    pub fn for_surface(
        caller: SurfaceCaller,
        actor: OrderActor,
        staff: AuthorizationResult<Option<StaffSession>>,
        clock: &Clock,
    ) -> Self {
        Self {
            who: CallerKind::Surface { caller, actor, staff },
            at: clock.now(),
            clock: Some(clock.clone()),
        }
    }

    /// Time of the call.
    pub fn called_at(&self) -> Timestamp {
        self.at
    }

    /// Time of the call on a clock that was not set forward since `since`.
    pub fn at_since(&self, since: Timestamp) -> Timestamp {
        let skipped =
            self.clock.as_ref().map(|clock| clock.skipped_since(since)).unwrap_or_default();
        self.at.saturating_sub(skipped).unwrap_or(self.at)
    }

    /// Checks that the caller may act on `order`. Returns the author if staff act.
    ///
    /// # Errors
    /// 404 `not_found` for the surface of another customer, so that it does not learn that the
    /// order exists; else as [`OperationCaller::authorize_for_customer`].
    pub fn authorize_for_order(&self, order: &Order) -> AuthorizationResult<Option<ChangeAuthor>> {
        match &self.who {
            CallerKind::Surface { caller, .. } if !caller.can_serve(&order.customer.session) => {
                Err(Problem::not_found("order"))
            }
            _ => self.authorize_for_customer(&order.store, &order.customer.session),
        }
    }

    /// Checks that the caller may act for `customer` at `store`. Returns the author if staff act,
    /// and `None` if the customer or the service itself acts. A customer is represented by their
    /// own surface, staff by a session of this store.
    ///
    /// # Errors
    /// 403 `other_customer`, `actor_forbidden` or the staff guard's refusal; 401 `signed_out` with
    /// a session of another store.
    pub fn authorize_for_customer(
        &self,
        store: &str,
        customer: &str,
    ) -> AuthorizationResult<Option<ChangeAuthor>> {
        match &self.who {
            CallerKind::Surface { caller, actor: OrderActor::Customer, .. }
                if caller.can_act_as(customer) =>
            {
                Ok(None)
            }
            CallerKind::Surface { actor: OrderActor::Customer, .. } => {
                Err(SurfaceCaller::other_customer())
            }
            CallerKind::Known(None) => Ok(None),
            CallerKind::Known(_) | CallerKind::Surface { .. } => {
                self.authorize_as_staff(store).map(Some)
            }
        }
    }

    /// Checks that the caller is staff of `store`, and returns the author.
    ///
    /// # Errors
    /// 403 `actor_forbidden` or the staff guard's refusal; 401 `signed_out` with a session of
    /// another store.
    pub fn authorize_as_staff(&self, store: &str) -> AuthorizationResult<ChangeAuthor> {
        let session = match &self.who {
            CallerKind::Known(author) => {
                return Ok(author.clone().unwrap_or_else(|| ChangeAuthor::without_actor(self.at)));
            }
            CallerKind::Surface { caller, actor: OrderActor::Staff, staff }
                if caller.can_call_for_staff() =>
            {
                staff.clone()?
            }
            CallerKind::Surface { .. } => return Err(actor_forbidden()),
        };
        match session {
            Some(session) if session.store != store => Err(staff_token::signed_out_problem()),
            session => Ok(ChangeAuthor::from_session(session, self.at)),
        }
    }
}

/// The author as an order records them; `None` if unknown.
pub fn acting_staff(author: ChangeAuthor) -> Option<ActingStaff> {
    let device = author.device;
    author.actor.map(|AuditActor { id, name }| ActingStaff { id, name, device })
}

fn actor_forbidden() -> Problem {
    Problem::new(StatusCode::FORBIDDEN, "actor_forbidden")
        .with_detail("the caller is not this actor")
}
