//! What a requested transition does to an order as it stands. Pure, so that the store can ask it inside the
//! transaction that writes the answer.

use super::fault::{self, Fault, Invalid};
use jiff::Timestamp;
use order_api::{
    Actor, EventKind, Order, OrderEvent, OrderId, Status, Transition,
    lifecycle::{self, Refusal},
    limits,
};

/// A transition somebody asks for at a time.
#[derive(Debug, Clone)]
pub struct Change {
    id: OrderId,
    asked: Transition,
    at: Timestamp,
}

/// What becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It already stands there: the same call twice changes nothing.
    Unchanged(Order),
    /// To be written, with the order after it.
    Changed(OrderEvent),
    /// No.
    Refused(Refused),
}

/// No, and what the caller needs to go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Why.
    pub why: Why,
    /// Where the order stands.
    pub current: Status,
    /// Its version.
    pub version: i64,
    /// Where the same actor may move it now.
    pub allowed: Vec<Status>,
}

/// Why a transition is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The order has changed since the caller saw it.
    VersionConflict,
    /// The table says no.
    Table(Refusal),
}

impl Change {
    /// # Errors
    /// [`Fault::ReasonTooLong`] and [`Fault::InvalidText`].
    pub fn parse(id: OrderId, mut asked: Transition, at: Timestamp) -> Result<Self, Invalid> {
        if let Some(reason) = &asked.reason {
            fault::text(reason, limits::REASON_CHARS, Fault::ReasonTooLong)?;
        }
        asked.reason = asked.reason.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        Ok(Self { id, asked, at })
    }

    /// The order it is about.
    pub fn id(&self) -> OrderId {
        self.id
    }

    /// What it does to `order`.
    pub fn decide(&self, order: Order) -> Decision {
        let asked = &self.asked;
        if order.status == asked.to {
            return Decision::Unchanged(order);
        }
        if order.version != asked.expected_version {
            return self.refused(&order, Why::VersionConflict);
        }
        let reason = asked.reason.as_deref();
        match lifecycle::check(order.status, order.status_at, asked.to, asked.actor, reason, self.at) {
            Ok(()) => Decision::Changed(self.event(order)),
            Err(refusal) => self.refused(&order, Why::Table(refusal)),
        }
    }

    fn event(&self, mut order: Order) -> OrderEvent {
        order.status = self.asked.to;
        order.version += 1;
        order.status_at = self.at;
        order.reason = self.asked.reason.clone().filter(|_| !order.status.is_open());
        OrderEvent { kind: EventKind::StatusChanged, actor: self.asked.actor, at: self.at, order }
    }

    fn refused(&self, order: &Order, why: Why) -> Decision {
        let Order { status: current, version, status_at, .. } = *order;
        let allowed = allowed_now(current, status_at, self.asked.actor, self.at);
        Decision::Refused(Refused { why, current, version, allowed })
    }
}

/// The table's row for `by`, without recalls whose time is over.
fn allowed_now(from: Status, since: Timestamp, by: Actor, now: Timestamp) -> Vec<Status> {
    let may = |to: &Status| lifecycle::check(from, since, *to, by, Some("a reason"), now).is_ok();
    lifecycle::allowed(from, by).filter(may).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::draft::tests::{latte, placement_of};
    use jiff::SignedDuration;

    fn order() -> Order {
        placement_of(latte()).order(7)
    }

    fn change(order: &Order, to: Status, actor: Actor, reason: Option<&str>, minutes: i64) -> Change {
        let reason = reason.map(str::to_owned);
        let asked = Transition { to, expected_version: order.version, actor, reason };
        Change::parse(order.id, asked, order.status_at + SignedDuration::from_mins(minutes)).unwrap()
    }

    #[test]
    fn a_step_raises_the_version_and_a_second_one_changes_nothing() {
        let order = order();
        let accept = change(&order, Status::Accepted, Actor::Staff, Some("not kept"), 1);
        let Decision::Changed(event) = accept.decide(order.clone()) else { panic!("it is allowed") };
        assert_eq!((event.order.version, event.order.status), (2, Status::Accepted));
        assert_eq!((event.order.reason.as_deref(), event.order.status_at), (None, event.at));
        assert_eq!(accept.decide(event.order.clone()), Decision::Unchanged(event.order));
    }

    #[test]
    fn an_ended_order_keeps_why() {
        let order = order();
        let reject = change(&order, Status::Rejected, Actor::Staff, Some(" 재료 소진 "), 1);
        let Decision::Changed(event) = reject.decide(order) else { panic!("it is allowed") };
        assert_eq!(event.order.reason.as_deref(), Some("재료 소진"));
    }

    #[test]
    fn a_refusal_says_where_it_stands_and_what_is_still_allowed() {
        let mut order = order();
        let cancel = change(&order, Status::Cancelled, Actor::Customer, None, 1);
        (order.status, order.version) = (Status::Preparing, 3);
        let Decision::Refused(refused) = cancel.decide(order.clone()) else { panic!("it is stale") };
        assert_eq!((refused.why, refused.current, refused.version), (Why::VersionConflict, order.status, 3));
        assert_eq!(refused.allowed, []);

        order.status = Status::Ready;
        let late = change(&order, Status::Preparing, Actor::Staff, None, 11);
        let Decision::Refused(refused) = late.decide(order) else { panic!("it is too late") };
        assert_eq!(refused.why, Why::Table(Refusal::TooLate));
        assert_eq!(refused.allowed, [Status::Completed, Status::NoShow]);
    }

    #[test]
    fn a_reason_is_bounded() {
        let asked = |reason: String| Transition {
            to: Status::Rejected,
            expected_version: 1,
            actor: Actor::Staff,
            reason: Some(reason),
        };
        let fault =
            |reason| Change::parse(order().id, asked(reason), Timestamp::UNIX_EPOCH).unwrap_err().fault;
        assert_eq!(fault("길".repeat(limits::REASON_CHARS + 1)), Fault::ReasonTooLong);
        assert_eq!(fault("a\0b".to_owned()), Fault::InvalidText);
        assert_eq!(fault("a\u{85}".to_owned()), Fault::InvalidText, "although it is white space at the end");
    }
}
