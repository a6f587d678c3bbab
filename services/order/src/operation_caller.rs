//! Caller of an operation, not yet authorized. Authorization needs the store and the customer of
//! the order, which only its row knows. So the [`Asker`] is passed into the transaction that reads
//! the row anyway, and is checked there.

use axum::http::StatusCode;
use db_kit::audit::Author;
use jiff::Timestamp;
use order_api::{Actor, By, Order};
use service_kit::{Clock, Problem};
use staff_api::{AuditActor, Session};
use staff_token::surface::Caller;

/// Result of an operation, or the refusal of a caller who is not authorized.
pub type Judged<T> = Result<T, Problem>;

/// The caller of an operation, and when it was called.
#[derive(Debug, Clone)]
pub struct Asker {
    who: Who,
    at: Timestamp,
    /// Clock whose steps are left out of the recall and undo windows; `None`: none are.
    clock: Option<Clock>,
}

#[derive(Debug, Clone)]
enum Who {
    /// Trusted: the service itself if there is no author, else a known member of staff.
    Known(Option<Author>),
    Surface {
        caller: Caller,
        actor: Actor,
        /// Session that the staff guard found, or its refusal; `Ok(None)`: no key is set up, so the
        /// person is unknown.
        staff: Judged<Option<Session>>,
    },
}

impl Asker {
    /// The service itself, which may do everything.
    pub fn itself(at: Timestamp) -> Self {
        Self { who: Who::Known(None), at, clock: None }
    }

    /// A member of staff who is authorized already.
    pub fn known(author: Author) -> Self {
        Self { at: author.at, who: Who::Known(Some(author)), clock: None }
    }

    /// A surface that acts as `actor`. `staff` is the staff guard's result for the request; it
    /// counts only if the actor is staff.
    pub fn surface(caller: Caller, actor: Actor, staff: Judged<Option<Session>>, clock: &Clock) -> Self {
        Self { who: Who::Surface { caller, actor, staff }, at: clock.now(), clock: Some(clock.clone()) }
    }

    /// Time of the call.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// Time of the call on a clock that was not set forward since `since`.
    pub fn at_since(&self, since: Timestamp) -> Timestamp {
        let skipped = self.clock.as_ref().map(|clock| clock.skipped_since(since)).unwrap_or_default();
        self.at.saturating_sub(skipped).unwrap_or(self.at)
    }

    /// Checks that the caller may act on `order`. Returns the author if staff act.
    ///
    /// # Errors
    /// 404 `not_found` for the surface of another customer, so that it does not learn that the
    /// order exists; else as [`Asker::acting`].
    pub fn judge(&self, order: &Order) -> Judged<Option<Author>> {
        match &self.who {
            Who::Surface { caller, .. } if !caller.serves(&order.customer.session) => {
                Err(Problem::not_found("order"))
            }
            _ => self.acting(&order.store, &order.customer.session),
        }
    }

    /// Checks that the caller may act for `customer` at `store`. Returns the author if staff act,
    /// and `None` if the customer or the service itself acts. A customer is represented by their
    /// own surface, staff by a session of this store.
    ///
    /// # Errors
    /// 403 `other_customer`, `actor_forbidden` or the staff guard's refusal; 401 `signed_out` with
    /// a session of another store.
    pub fn acting(&self, store: &str, customer: &str) -> Judged<Option<Author>> {
        match &self.who {
            Who::Surface { caller, actor: Actor::Customer, .. } if caller.may_be(customer) => Ok(None),
            Who::Surface { actor: Actor::Customer, .. } => Err(Caller::other_customer()),
            Who::Known(None) => Ok(None),
            Who::Known(_) | Who::Surface { .. } => self.staff_of(store).map(Some),
        }
    }

    /// Checks that the caller is staff of `store`, and returns the author.
    ///
    /// # Errors
    /// 403 `actor_forbidden` or the staff guard's refusal; 401 `signed_out` with a session of
    /// another store.
    pub fn staff_of(&self, store: &str) -> Judged<Author> {
        let session = match &self.who {
            Who::Known(author) => {
                return Ok(author.clone().unwrap_or_else(|| Author::unknown(self.at)));
            }
            Who::Surface { caller, actor: Actor::Staff, staff } if caller.may_be_staff() => staff.clone()?,
            Who::Surface { .. } => return Err(actor_forbidden()),
        };
        match session {
            Some(session) if session.store != store => Err(staff_token::signed_out()),
            session => Ok(Author::session(session, self.at)),
        }
    }
}

/// The author as an order records them; `None` if unknown.
pub fn by_of(author: Author) -> Option<By> {
    let device = author.device;
    author.actor.map(|AuditActor { id, name }| By { id, name, device })
}

fn actor_forbidden() -> Problem {
    Problem::new(StatusCode::FORBIDDEN, "actor_forbidden").detail("the caller is not this actor")
}
