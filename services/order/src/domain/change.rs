//! Decides what a requested transition or amendment does to an order. Pure, so the store can decide
//! inside the transaction that writes the result.

use super::{
    draft,
    fault::{self, InvalidRequest, RequestFault},
};
use crate::operation_caller::{OperationCaller, acting_staff};
use jiff::{SignedDuration, Timestamp};
use order_api::{
    ActingStaff, EventKind, LineDone, Order, OrderActor, OrderAmendment, OrderEvent, OrderId,
    OrderStatus, OrderTransition,
    lifecycle::{self, TransitionRefusal},
    limits,
};
use service_kit::{ClockStep, Problem};

/// A requested change of one order.
#[derive(Debug, Clone)]
pub struct OrderChange {
    id: OrderId,
    asked: RequestedChange,
    asker: OperationCaller,
    at: Timestamp,
}

#[derive(Debug, Clone)]
enum RequestedChange {
    Step(OrderTransition),
    Amendment(OrderAmendment),
    /// Restores the time that a clock step has skipped.
    MoreTime(ClockStep),
}

/// Result of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeDecision {
    /// The order is already in the desired state, so a repeated request changes nothing.
    Unchanged(Order),
    /// The event to write, with the order after it.
    Changed(OrderEvent),
    /// The state of the order does not allow the change.
    Refused(ChangeRefusal),
    /// The caller is not authorized.
    Denied(Problem),
}

/// A refusal, with what the caller needs to continue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeRefusal {
    /// Reason of the refusal.
    pub why: RefusalReason,
    /// Current status of the order.
    pub current: OrderStatus,
    /// Current version of the order.
    pub version: i64,
    /// Statuses that the same actor may move it to now.
    pub allowed: Vec<OrderStatus>,
    /// Member of staff who made the last change, if it was staff.
    pub by: Option<ActingStaff>,
}

/// Reason why a change is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalReason {
    /// The order has changed since the version that the caller saw.
    VersionConflict,
    /// The lifecycle table does not allow it.
    Table(TransitionRefusal),
    /// The order is not overdue yet, so the service does not end it.
    NotOverdue,
    /// It is too late to amend this part of the order.
    NotAmendable,
    /// The order has no line with this index.
    NoSuchLine,
}

impl OrderChange {
    /// A transition.
    ///
    /// # Errors
    /// [`RequestFault::ReasonTooLong`] and [`RequestFault::InvalidText`].
    pub fn parse_transition(
        id: OrderId,
        mut asked: OrderTransition,
        asker: OperationCaller,
    ) -> Result<Self, InvalidRequest> {
        if let Some(reason) = &asked.reason {
            fault::check_typed_text(reason, limits::REASON_CHARS, RequestFault::ReasonTooLong)?;
        }
        asked.reason =
            asked.reason.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        Ok(Self::new(id, RequestedChange::Step(asked), asker))
    }

    /// An amendment.
    ///
    /// # Errors
    /// [`RequestFault::InvalidPromise`].
    pub fn parse_amendment(
        id: OrderId,
        mut asked: OrderAmendment,
        asker: OperationCaller,
    ) -> Result<Self, InvalidRequest> {
        if asked.promised_at.is_some_and(|at| !draft::PICKUPS.contains(&at)) {
            return Err(RequestFault::InvalidPromise.into());
        }
        asked.promised_at = asked.promised_at.and_then(draft::truncate_to_millis);
        Ok(Self::new(id, RequestedChange::Amendment(asked), asker))
    }

    /// The change that the service makes by itself if `order` is overdue at `at`: ends it, or
    /// restores its time if the clock step `step` skipped the deadline.
    pub fn for_overdue_order(
        order: &Order,
        at: Timestamp,
        step: Option<ClockStep>,
    ) -> Option<Self> {
        let (due, to) = order.auto_transition_at().filter(|(due, _)| *due <= at)?;
        if let Some(step) = step.filter(|step| step.has_skipped(due)) {
            return Some(Self::new(
                order.id,
                RequestedChange::MoreTime(step),
                OperationCaller::for_service(at),
            ));
        }
        let asked = OrderTransition {
            to,
            expected_version: order.version,
            actor: OrderActor::System,
            reason: None,
        };
        Some(Self::new(order.id, RequestedChange::Step(asked), OperationCaller::for_service(at)))
    }

    fn new(id: OrderId, asked: RequestedChange, asker: OperationCaller) -> Self {
        Self { id, asked, at: asker.called_at(), asker }
    }

    /// Id of the order to change.
    pub fn order_id(&self) -> OrderId {
        self.id
    }

    /// Whether the change may undo how `order` ended, which requires reading its last two events.
    pub fn may_undo(&self, order: &Order) -> bool {
        matches!(&self.asked, RequestedChange::Step(asked) if !order.status.is_open() && asked.to.is_open())
    }

    /// Decides the change for the current `order`. `undoes_to` is the status that an undo of its
    /// last transition leads to.
    pub fn decide_for_order(&self, order: Order, undoes_to: Option<OrderStatus>) -> ChangeDecision {
        let by = match self.asker.authorize_for_order(&order) {
            Ok(author) => author.and_then(acting_staff),
            Err(denied) => return ChangeDecision::Denied(denied),
        };
        let mut decision = match &self.asked {
            RequestedChange::Step(asked) => self.decide_transition(asked, order, undoes_to),
            RequestedChange::Amendment(asked) => self.apply_amendment(asked, order),
            RequestedChange::MoreTime(step) => self.extend_deadline(*step, order),
        };
        if let ChangeDecision::Changed(event) = &mut decision {
            event.order.handling.changed_by = by;
        }
        decision
    }

    fn decide_transition(
        &self,
        asked: &OrderTransition,
        order: Order,
        undoes_to: Option<OrderStatus>,
    ) -> ChangeDecision {
        if order.status == asked.to {
            return ChangeDecision::Unchanged(order);
        }
        if order.version != asked.expected_version {
            return self.build_refusal(&order, RefusalReason::VersionConflict);
        }
        let from = order.status;
        let since = order.status_at;
        let to = asked.to;
        let by = asked.actor;
        let at = self.asker.at_since(since);
        match lifecycle::check_transition(
            from,
            since,
            to,
            by,
            asked.reason.as_deref(),
            undoes_to,
            at,
        ) {
            Ok(()) if asked.actor == OrderActor::System && !self.is_due(&order, asked.to) => {
                self.build_refusal(&order, RefusalReason::NotOverdue)
            }
            Ok(()) => ChangeDecision::Changed(self.transition_event(asked, order)),
            Err(refusal) => self.build_refusal(&order, RefusalReason::Table(refusal)),
        }
    }

    /// Whether the service itself may make the transition to `to` now.
    fn is_due(&self, order: &Order, to: OrderStatus) -> bool {
        to == OrderStatus::Accepted
            || order.auto_transition_at().is_some_and(|(due, end)| due <= self.at && end == to)
    }

    fn transition_event(&self, asked: &OrderTransition, mut order: Order) -> OrderEvent {
        let before = std::mem::replace(&mut order.status, asked.to);
        order.status_at = self.at;
        order.reason = asked.reason.clone().filter(|_| !order.status.is_open());
        // An order that is recalled after its handover keeps its `ready_at`.
        if (before, asked.to) == (OrderStatus::Preparing, OrderStatus::Ready) {
            order.handling.ready_at = Some(self.at);
        }
        order.handling.unacknowledged =
            (asked.to, asked.actor) == (OrderStatus::Cancelled, OrderActor::Customer);
        self.build_event(EventKind::StatusChanged, asked.actor, order)
    }

    fn apply_amendment(&self, asked: &OrderAmendment, before: Order) -> ChangeDecision {
        let mut order = before.clone();
        if let Some(promised_at) = asked.promised_at {
            order.promised_at = promised_at;
        }
        if let Some(LineDone { index, done }) = asked.line {
            if usize::try_from(index).is_ok_and(|index| index >= order.lines.len()) {
                return self.build_refusal(&before, RefusalReason::NoSuchLine);
            }
            let lines = &mut order.handling.lines_done;
            lines.retain(|line| *line != index);
            lines.extend(done.then_some(index));
            lines.sort_unstable();
        }
        order.handling.unacknowledged &= !asked.acknowledged;
        let is_promise_over =
            order.promised_at != before.promised_at && !before.status.is_awaited();
        let is_work_over =
            order.handling.lines_done != before.handling.lines_done && !before.status.is_open();
        if is_promise_over || is_work_over {
            self.build_refusal(&before, RefusalReason::NotAmendable)
        } else if order == before {
            ChangeDecision::Unchanged(before)
        } else {
            ChangeDecision::Changed(self.build_event(EventKind::Amended, asked.actor, order))
        }
    }

    /// Restores the time that was left before the clock step, but at most the order's full time: it
    /// may have been placed while the clock was wrong.
    fn extend_deadline(&self, step: ClockStep, mut order: Order) -> ChangeDecision {
        let Some((due, end)) = order.auto_transition_at().filter(|(due, _)| step.has_skipped(*due))
        else {
            return ChangeDecision::Unchanged(order);
        };
        let left = due.duration_since(step.before);
        if end == OrderStatus::Expired {
            let accept_by = self.at + left.min(due.duration_since(order.placed_at));
            // The row keeps whole milliseconds, and the event says what the row says.
            order.handling.accept_by = draft::truncate_to_millis(accept_by);
        } else {
            let hold = SignedDuration::from_secs(order.handling.hold_s.into());
            let later = (self.at + left.min(hold)).duration_since(due);
            let more_s = u32::try_from(later.as_secs().saturating_add(1)).unwrap_or(0);
            order.handling.hold_s = order.handling.hold_s.saturating_add(more_s);
        }
        ChangeDecision::Changed(self.build_event(EventKind::Amended, OrderActor::System, order))
    }

    fn build_event(&self, kind: EventKind, actor: OrderActor, mut order: Order) -> OrderEvent {
        order.version += 1;
        OrderEvent { kind, actor, at: self.at, order }
    }

    fn build_refusal(&self, order: &Order, why: RefusalReason) -> ChangeDecision {
        let Order { status: current, version, status_at, .. } = *order;
        let actor = match &self.asked {
            RequestedChange::Step(asked) => asked.actor,
            RequestedChange::Amendment(asked) => asked.actor,
            RequestedChange::MoreTime(_) => OrderActor::System,
        };
        let allowed = allowed_statuses(current, status_at, actor, self.at);
        let by = order.handling.changed_by.clone();
        ChangeDecision::Refused(ChangeRefusal { why, current, version, allowed, by })
    }
}

/// Statuses that the table allows `by`, without recalls whose window is over.
fn allowed_statuses(
    from: OrderStatus,
    since: Timestamp,
    by: OrderActor,
    now: Timestamp,
) -> Vec<OrderStatus> {
    let may = |to: &OrderStatus| {
        lifecycle::check_transition(from, since, *to, by, Some("a reason"), None, now).is_ok()
    };
    lifecycle::allowed_targets(from, by).filter(may).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::draft::tests::{latte, placement_of};
    use jiff::SignedDuration;

    fn order() -> Order {
        placement_of(latte()).build_order(7)
    }

    fn change(
        order: &Order,
        to: OrderStatus,
        actor: OrderActor,
        reason: Option<&str>,
        minutes: i64,
    ) -> OrderChange {
        let reason = reason.map(str::to_owned);
        let asked = OrderTransition { to, expected_version: order.version, actor, reason };
        let at = order.status_at + SignedDuration::from_mins(minutes);
        OrderChange::parse_transition(order.id, asked, OperationCaller::for_service(at)).unwrap()
    }

    #[test]
    fn a_step_raises_the_version_and_a_second_one_changes_nothing() {
        let order = order();
        let accept = change(&order, OrderStatus::Accepted, OrderActor::Staff, Some("not kept"), 1);
        let ChangeDecision::Changed(event) = accept.decide_for_order(order.clone(), None) else {
            panic!("it is allowed")
        };
        assert_eq!((event.order.version, event.order.status), (2, OrderStatus::Accepted));
        assert_eq!((event.order.reason.as_deref(), event.order.status_at), (None, event.at));
        assert_eq!(
            accept.decide_for_order(event.order.clone(), None),
            ChangeDecision::Unchanged(event.order)
        );
    }

    #[test]
    fn an_ended_order_keeps_why() {
        let order = order();
        let reject =
            change(&order, OrderStatus::Rejected, OrderActor::Staff, Some(" 재료 소진 "), 1);
        let ChangeDecision::Changed(event) = reject.decide_for_order(order, None) else {
            panic!("it is allowed")
        };
        assert_eq!(event.order.reason.as_deref(), Some("재료 소진"));
    }

    #[test]
    fn a_refusal_says_where_it_stands_and_what_is_still_allowed() {
        let mut order = order();
        let cancel = change(&order, OrderStatus::Cancelled, OrderActor::Customer, None, 1);
        (order.status, order.version) = (OrderStatus::Preparing, 3);
        let ChangeDecision::Refused(refused) = cancel.decide_for_order(order.clone(), None) else {
            panic!("it is stale")
        };
        assert_eq!(
            (refused.why, refused.current, refused.version),
            (RefusalReason::VersionConflict, order.status, 3)
        );
        assert_eq!(refused.allowed, []);

        order.status = OrderStatus::Ready;
        let late = change(&order, OrderStatus::Preparing, OrderActor::Staff, None, 11);
        let ChangeDecision::Refused(refused) = late.decide_for_order(order, None) else {
            panic!("it is too late")
        };
        assert_eq!(refused.why, RefusalReason::Table(TransitionRefusal::TooLate));
        assert_eq!(refused.allowed, [OrderStatus::Completed, OrderStatus::NoShow]);
    }

    #[test]
    fn an_amendment_comes_in_time_or_not_at_all() {
        let ready = Order { status: OrderStatus::Ready, ..order() };
        let amend = |order: &Order, change: &dyn Fn(&mut OrderAmendment)| {
            let mut asked = OrderAmendment {
                actor: OrderActor::Staff,
                promised_at: None,
                line: None,
                acknowledged: false,
            };
            change(&mut asked);
            OrderChange::parse_amendment(
                order.id,
                asked,
                OperationCaller::for_service(order.status_at),
            )
            .unwrap()
            .decide_for_order(order.clone(), None)
        };
        let why = |decision| match decision {
            ChangeDecision::Refused(refused) => refused.why,
            other => panic!("it is no change: {other:?}"),
        };
        let later = |asked: &mut OrderAmendment| {
            asked.promised_at = Some(ready.promised_at + SignedDuration::from_mins(5));
        };
        assert_eq!(why(amend(&ready, &later)), RefusalReason::NotAmendable);
        let line = |index| {
            move |asked: &mut OrderAmendment| asked.line = Some(LineDone { index, done: true })
        };
        assert_eq!(why(amend(&ready, &line(1))), RefusalReason::NoSuchLine);
        assert!(matches!(amend(&ready, &line(0)), ChangeDecision::Changed(_)));
        let over = Order { status: OrderStatus::Completed, ..ready.clone() };
        assert_eq!(why(amend(&over, &line(0))), RefusalReason::NotAmendable);
        assert_eq!(amend(&over, &|_| ()), ChangeDecision::Unchanged(over.clone()));
    }

    #[test]
    fn only_what_is_over_is_ended_by_the_service() {
        let order = order();
        let expire = |minutes| {
            change(&order, OrderStatus::Expired, OrderActor::System, None, minutes)
                .decide_for_order(order.clone(), None)
        };
        let ChangeDecision::Refused(refused) = expire(9) else { panic!("it is not over") };
        assert_eq!(refused.why, RefusalReason::NotOverdue);
        assert!(matches!(expire(10), ChangeDecision::Changed(_)));
        let accept = change(&order, OrderStatus::Accepted, OrderActor::System, None, 0)
            .decide_for_order(order.clone(), None);
        assert!(matches!(accept, ChangeDecision::Changed(_)));
    }

    #[test]
    fn what_only_the_clock_has_skipped_goes_on() {
        let order = order();
        let days = SignedDuration::from_hours(48);
        let six = SignedDuration::from_mins(6);
        let step = ClockStep { before: order.placed_at + six, after: order.placed_at + six + days };
        let overdue = |order: &Order, at| {
            OrderChange::for_overdue_order(order, at, Some(step))
                .map(|change| change.decide_for_order(order.clone(), None))
        };
        let Some(ChangeDecision::Changed(event)) = overdue(&order, step.after) else {
            panic!("its time is over")
        };
        let accept_by = step.after + SignedDuration::from_mins(4);
        assert_eq!(
            (event.kind, event.actor, event.order.status),
            (EventKind::Amended, OrderActor::System, OrderStatus::Placed)
        );
        assert_eq!(event.order.handling.accept_by, Some(accept_by), "four minutes were left");
        assert_eq!(overdue(&event.order, accept_by - SignedDuration::from_secs(1)), None);
        let Some(ChangeDecision::Changed(end)) = overdue(&event.order, accept_by) else {
            panic!("its time is over")
        };
        assert_eq!(end.order.status, OrderStatus::Expired);

        let ready = Order { status: OrderStatus::Ready, ..order.clone() };
        let Some(ChangeDecision::Changed(event)) = overdue(&ready, step.after) else {
            panic!("its time is over")
        };
        let (due, _) = event.order.auto_transition_at().unwrap();
        assert_eq!(
            due.duration_since(step.after).as_mins(),
            60,
            "an hour after it is promised, of which none had passed"
        );

        // Placed on a correct clock, before the machine restarted with a wrong one.
        let due = step.after - SignedDuration::from_secs(1);
        let mut early = Order { placed_at: due - SignedDuration::from_mins(10), ..order };
        early.handling.accept_by = Some(due);
        let Some(ChangeDecision::Changed(event)) = overdue(&early, step.after) else {
            panic!("its time is over")
        };
        assert_eq!(
            event.order.handling.accept_by,
            Some(step.after + SignedDuration::from_mins(10))
        );
    }

    #[test]
    fn a_reason_is_bounded() {
        let asked = |reason: String| OrderTransition {
            to: OrderStatus::Rejected,
            expected_version: 1,
            actor: OrderActor::Staff,
            reason: Some(reason),
        };
        let asker = OperationCaller::for_service(Timestamp::UNIX_EPOCH);
        let fault = |reason| {
            OrderChange::parse_transition(order().id, asked(reason), asker.clone())
                .unwrap_err()
                .fault
        };
        assert_eq!(fault("길".repeat(limits::REASON_CHARS + 1)), RequestFault::ReasonTooLong);
        assert_eq!(fault("a\0b".to_owned()), RequestFault::InvalidText);
        assert_eq!(
            fault("a\u{85}".to_owned()),
            RequestFault::InvalidText,
            "although it is white space at the end"
        );
    }
}
