//! Rules about the states of orders.

use super::{
    case::AuditCase,
    findings::{AuditCheck, RuleFindings},
};
use crate::history::{HistoryRecord, OrderState};
use order_api::{
    EventKind, Order, OrderActor, OrderEvent, OrderId, OrderStatus,
    lifecycle::{self, TransitionRefusal},
};

/// Every order begins as `placed`, changes one version at a time along the lifecycle table, and
/// ends in the state of its row.
pub(super) fn check_lifecycle_steps(case: &AuditCase<'_>) -> AuditCheck {
    let mut findings = RuleFindings::new("orders move only along the table");
    for order in &case.facts.orders {
        let steps = case.steps.get(&order.id).map_or(&[][..], Vec::as_slice);
        let fault = find_order_fault(case, order, steps);
        findings.expect_that(fault.is_none(), || {
            format!("order {}: {}", order.id, fault.unwrap_or_default())
        });
    }
    for id in case.steps.keys() {
        findings.expect_that(case.orders.contains_key(id), || {
            format!("events of {id}, which is no order")
        });
    }
    findings.into_check()
}

fn find_order_fault(case: &AuditCase<'_>, order: &Order, steps: &[&OrderEvent]) -> Option<String> {
    let (Some(first), Some(last)) = (steps.first(), steps.last()) else {
        return Some("no event at all".into());
    };
    if (first.kind, first.order.status, first.order.version)
        != (EventKind::Placed, OrderStatus::Placed, 1)
    {
        return Some(format!("begins as {} version {}", first.order.status, first.order.version));
    }
    let mut life = (1..steps.len())
        .map(|at| (at.checked_sub(2).map(|first| steps[first]), steps[at - 1], steps[at]));
    if let Some(fault) =
        life.find_map(|(first, before, after)| find_illegal_step(case, first, before, after))
    {
        return Some(fault);
    }
    if last.order != *order {
        let row = (order.status, order.version);
        let event = (last.order.status, last.order.version);
        return Some(format!(
            "the row says {row:?}, its last event {event:?}, or they differ in what does not change"
        ));
    }
    None
}

fn find_illegal_step(
    case: &AuditCase<'_>,
    first: Option<&OrderEvent>,
    before: &OrderEvent,
    after: &OrderEvent,
) -> Option<String> {
    let from = &before.order;
    let to = &after.order;
    if to.version != from.version + 1 {
        return Some(format!("version {} is followed by {}", from.version, to.version));
    }
    let reason = to.reason.as_deref();
    let undoes_to = first.and_then(|first| lifecycle::undo_target(first, before));
    let since = from.status_at;
    let by = after.actor;
    let allowed_at =
        |at| lifecycle::check_transition(from.status, since, to.status, by, reason, undoes_to, at);
    let mut allowed = allowed_at(after.at);
    if allowed == Err(TransitionRefusal::TooLate)
        && let Some(stood_for) = case.state_duration(from.id, from.version)
    {
        // The clock of one of the two processes was turned by a fault: the record's own clock
        // decides.
        allowed = allowed_at(since + stood_for);
    }
    let may = match after.kind {
        EventKind::Placed => false,
        EventKind::StatusChanged => {
            allowed.is_ok() && !(after.actor == OrderActor::System && is_early(from, after))
        }
        EventKind::Amended => (from.status, from.status_at) == (to.status, to.status_at),
    };
    (!may).then(|| format!("{} → {} by {:?}: {allowed:?}", from.status, to.status, after.actor))
}

/// Whether the service ended an order before its time was over.
fn is_early(before: &Order, after: &OrderEvent) -> bool {
    !after.order.status.is_open()
        && before.auto_transition_at().is_none_or(|(due, _)| after.at < due)
}

/// An acknowledged step is among the order's events, after the version that it expected.
pub(super) fn check_acknowledged_steps(case: &AuditCase<'_>) -> AuditCheck {
    let mut findings = RuleFindings::new("every acknowledged step was taken");
    for record in case.run_records() {
        if let HistoryRecord::Moved { order, to, expected_version, version, .. } = record {
            let taken = has_taken_step(case, *order, *to, *expected_version, *version);
            findings.expect_that(taken, || {
                format!("order {order}: {to} from version {expected_version} was acknowledged")
            });
        }
    }
    findings.into_check()
}

fn has_taken_step(
    case: &AuditCase<'_>,
    order: OrderId,
    to: OrderStatus,
    expected: i64,
    version: Option<i64>,
) -> bool {
    match version {
        Some(version) => {
            version > expected && case.has_had_state(OrderState { order, version, status: to })
        }
        None => case.steps.get(&order).is_some_and(|steps| {
            steps.iter().any(|event| event.order.status == to && event.order.version > expected)
        }),
    }
}

/// No board, phone or reader ever received a state that was not committed.
pub(super) fn check_seen_states(case: &AuditCase<'_>) -> AuditCheck {
    let mut findings = RuleFindings::new("nobody saw a state that never was");
    for record in case.run_records() {
        let (who, stand) = match record {
            HistoryRecord::Seen { order, version, status, .. } => {
                ("a feed", OrderState { order: *order, version: *version, status: *status })
            }
            HistoryRecord::Ticket { stand, .. } => ("a board", *stand),
            HistoryRecord::Followed { stand } => ("a phone", *stand),
            _ => continue,
        };
        findings.expect_that(case.has_had_state(stand), || {
            format!(
                "{who} saw order {} at version {} as {}",
                stand.order, stand.version, stand.status
            )
        });
    }
    findings.into_check()
}
