//! Who asks for something, yet to be held against what it is about. Only the row says of which store and which customer that is, so
//! an asker travels into the transaction that reads the row anyway and is judged there.

use axum::http::StatusCode;
use jiff::Timestamp;
use member_api::{AuditActor, Session};
use member_token::surface::Caller;
use order_api::{Actor, By, Order};
use service_kit::{Clock, Problem};
use store_kit::audit::Author;

/// What came of a call, or why its asker may not make it.
pub type Judged<T> = Result<T, Problem>;

/// Somebody who asks, at a time.
#[derive(Debug, Clone)]
pub struct Asker {
    who: Who,
    at: Timestamp,
    /// By which windows are judged.
    clock: Option<Clock>,
}

#[derive(Debug, Clone)]
enum Who {
    /// The service itself when there is no author, or a person who needs no judgement.
    Known(Option<Author>),
    Surface {
        caller: Caller,
        actor: Actor,
        /// What the staff's guard says; nobody in particular where no key tells.
        staff: Judged<Option<Session>>,
    },
}

impl Asker {
    /// The service itself, whom nothing is refused.
    pub fn itself(at: Timestamp) -> Self {
        Self { who: Who::Known(None), at, clock: None }
    }

    /// A member of staff whom nothing is refused.
    pub fn known(author: Author) -> Self {
        Self { at: author.at, who: Who::Known(Some(author)), clock: None }
    }

    /// A surface as `actor`. `staff` is what the guard of the staff says of the request and counts when staff ask.
    pub fn surface(caller: Caller, actor: Actor, staff: Judged<Option<Session>>, clock: &Clock) -> Self {
        Self { who: Who::Surface { caller, actor, staff }, at: clock.now(), clock: Some(clock.clone()) }
    }

    /// When.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// When, as a clock shows that was not set since it showed `since`.
    pub fn at_since(&self, since: Timestamp) -> Timestamp {
        let skipped = self.clock.as_ref().map(|clock| clock.skipped_since(since)).unwrap_or_default();
        self.at.saturating_sub(skipped).unwrap_or(self.at)
    }

    /// Who of the staff asks for something about `order`, if staff ask.
    ///
    /// # Errors
    /// 404 `not_found` to a surface of another customer, who is not to learn that there is one; as [`Asker::acting`].
    pub fn judge(&self, order: &Order) -> Judged<Option<Author>> {
        match &self.who {
            Who::Surface { caller, .. } if !caller.serves(&order.customer.session) => {
                Err(Problem::not_found("order"))
            }
            _ => self.acting(&order.store, &order.customer.session),
        }
    }

    /// Who of the staff asks for something of `customer` at `store`, if staff ask. A customer's own surface acts for them, the staff of
    /// that very store for the staff, and nobody for the service itself.
    ///
    /// # Errors
    /// 403 `other_customer`, `actor_forbidden` or what the guard said; 401 `signed_out` with a session of another store.
    pub fn acting(&self, store: &str, customer: &str) -> Judged<Option<Author>> {
        match &self.who {
            Who::Surface { caller, actor: Actor::Customer, .. } if caller.may_be(customer) => Ok(None),
            Who::Surface { actor: Actor::Customer, .. } => Err(Caller::other_customer()),
            Who::Known(None) => Ok(None),
            Who::Known(_) | Who::Surface { .. } => self.staff_of(store).map(Some),
        }
    }

    /// Who of the staff of `store` asks.
    ///
    /// # Errors
    /// 403 `actor_forbidden` or what the guard said; 401 `signed_out` with a session of another store.
    pub fn staff_of(&self, store: &str) -> Judged<Author> {
        let session = match &self.who {
            Who::Known(author) => {
                return Ok(author.clone().unwrap_or_else(|| Author::unknown(self.at)));
            }
            Who::Surface { caller, actor: Actor::Staff, staff } if caller.may_be_staff() => staff.clone()?,
            Who::Surface { .. } => return Err(actor_forbidden()),
        };
        match session {
            Some(session) if session.store != store => Err(member_token::signed_out()),
            session => Ok(Author::session(session, self.at)),
        }
    }
}

/// The same person, as an order names them.
pub fn by_of(author: Author) -> Option<By> {
    let device = author.device;
    author.actor.map(|AuditActor { id, name }| By { id, name, device })
}

fn actor_forbidden() -> Problem {
    Problem::new(StatusCode::FORBIDDEN, "actor_forbidden").detail("the caller is not this actor")
}
