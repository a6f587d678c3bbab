//! State machine of an order: the one table of allowed transitions. Guards, buttons, documentation
//! and tests all read it.

use crate::{EventKind, OrderEvent};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Status of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
    /// Committed; not yet accepted by the store.
    Placed,
    /// The store has accepted it.
    Accepted,
    /// In preparation.
    Preparing,
    /// Ready for pickup.
    Ready,
    /// Handed over.
    Completed,
    /// The store has refused it.
    Rejected,
    /// Cancelled by the customer or by staff.
    Cancelled,
    /// Not accepted in time.
    Expired,
    /// Ready, but not collected in time.
    NoShow,
}

/// Role that moves an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OrderActor {
    /// The customer who ordered.
    Customer,
    /// Staff at the counter.
    Staff,
    /// A rule of the service itself.
    System,
}

/// Condition of a transition besides the right actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransitionCondition {
    /// No condition.
    Nothing,
    /// A reason, which the customer will read.
    Reason,
    /// A recall: only within [`RECALL_WINDOW`] of the last change.
    Recent,
    /// An undo: only the last transition, only if staff made it, and only within [`UNDO_WINDOW`].
    Undo,
}

/// One allowed transition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TransitionRule {
    /// Status before it.
    pub from: OrderStatus,
    /// Status after it.
    pub to: OrderStatus,
    /// Role that may make it.
    pub by: OrderActor,
    /// Condition besides the role.
    pub needs: TransitionCondition,
}

/// Codes of the reasons for which staff turn an order down. Each surface has its own texts for
/// them.
pub const REASONS: [&str; 4] = ["ingredients", "too_busy", "closing", "cannot_make"];

/// How long staff may recall a transition.
pub const RECALL_WINDOW: SignedDuration = SignedDuration::from_mins(10);

/// How long staff may undo a transition that ended an order. It is meant for a wrong tap, not for a
/// change of mind, since the customer already knows.
pub const UNDO_WINDOW: SignedDuration = SignedDuration::from_secs(15);

const fn transition_rule(
    from: OrderStatus,
    to: OrderStatus,
    by: OrderActor,
    needs: TransitionCondition,
) -> TransitionRule {
    TransitionRule { from, to, by, needs }
}

/// Every allowed transition; any other is refused.
pub const STEPS: &[TransitionRule] = {
    use {OrderActor::*, OrderStatus::*, TransitionCondition::*};
    &[
        transition_rule(Placed, Accepted, Staff, Nothing),
        transition_rule(Placed, Accepted, System, Nothing),
        transition_rule(Placed, Rejected, Staff, Reason),
        transition_rule(Placed, Cancelled, Customer, Nothing),
        transition_rule(Placed, Cancelled, Staff, Reason),
        transition_rule(Placed, Expired, System, Nothing),
        transition_rule(Accepted, Preparing, Staff, Nothing),
        transition_rule(Accepted, Cancelled, Customer, Nothing),
        transition_rule(Accepted, Cancelled, Staff, Reason),
        transition_rule(Preparing, Ready, Staff, Nothing),
        transition_rule(Preparing, Cancelled, Staff, Reason),
        transition_rule(Ready, Completed, Staff, Nothing),
        transition_rule(Ready, Preparing, Staff, Recent),
        transition_rule(Ready, NoShow, Staff, Nothing),
        transition_rule(Ready, NoShow, System, Nothing),
        transition_rule(Completed, Ready, Staff, Recent),
        transition_rule(Rejected, Placed, Staff, Undo),
        transition_rule(Cancelled, Placed, Staff, Undo),
        transition_rule(Cancelled, Accepted, Staff, Undo),
        transition_rule(Cancelled, Preparing, Staff, Undo),
        transition_rule(NoShow, Ready, Staff, Undo),
    ]
};

/// Why a transition is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransitionRefusal {
    /// The table has no such transition for this actor.
    NotAllowed,
    /// The transition needs a reason.
    ReasonMissing,
    /// The last change is older than [`RECALL_WINDOW`] or [`UNDO_WINDOW`].
    TooLate,
}

/// Checks whether `by` may move an order from `from` to `to` at `now`. `since` is the time when the
/// order reached `from`. An undo may lead only to `undo_target`, the result of [`undo_target`].
///
/// # Errors
/// [`TransitionRefusal`]. Callers handle a transition to the same status, which changes nothing,
/// before this check.
pub fn check_transition(
    from: OrderStatus,
    since: Timestamp,
    to: OrderStatus,
    by: OrderActor,
    reason: Option<&str>,
    undoes_to: Option<OrderStatus>,
    now: Timestamp,
) -> Result<(), TransitionRefusal> {
    let step = STEPS
        .iter()
        .find(|s| (s.from, s.to, s.by) == (from, to, by))
        .ok_or(TransitionRefusal::NotAllowed)?;
    match step.needs {
        TransitionCondition::Reason if reason.is_none_or(|reason| reason.trim().is_empty()) => {
            Err(TransitionRefusal::ReasonMissing)
        }
        TransitionCondition::Recent if now.duration_since(since) > RECALL_WINDOW => {
            Err(TransitionRefusal::TooLate)
        }
        TransitionCondition::Undo if undoes_to != Some(to) => Err(TransitionRefusal::NotAllowed),
        TransitionCondition::Undo if now.duration_since(since) > UNDO_WINDOW => {
            Err(TransitionRefusal::TooLate)
        }
        _ => Ok(()),
    }
}

/// Target of an undo after the last two events of an order. Only a status change by staff can be
/// undone.
pub fn undo_target(before: &OrderEvent, last: &OrderEvent) -> Option<OrderStatus> {
    let is_step = (last.kind, last.actor) == (EventKind::StatusChanged, OrderActor::Staff);
    is_step.then_some(before.order.status)
}

/// Whether staff can take back a transition that they make now.
pub fn can_take_back(from: OrderStatus, to: OrderStatus) -> bool {
    STEPS.iter().any(|s| (s.from, s.to, s.by) == (to, from, OrderActor::Staff))
}

/// Statuses that `by` may move an order to from `from`, without undos.
pub fn allowed_targets(from: OrderStatus, by: OrderActor) -> impl Iterator<Item = OrderStatus> {
    STEPS
        .iter()
        .filter(move |s| s.from == from && s.by == by && s.needs != TransitionCondition::Undo)
        .map(|s| s.to)
}

impl OrderStatus {
    /// All statuses, in lifecycle order.
    pub const ALL: [Self; 9] = [
        Self::Placed,
        Self::Accepted,
        Self::Preparing,
        Self::Ready,
        Self::Completed,
        Self::Rejected,
        Self::Cancelled,
        Self::Expired,
        Self::NoShow,
    ];

    /// Whether the order still has to be prepared or handed over.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Placed | Self::Accepted | Self::Preparing | Self::Ready)
    }

    /// Whether the order is not ready yet and still will be.
    pub fn is_awaited(self) -> bool {
        matches!(self, Self::Placed | Self::Accepted | Self::Preparing)
    }

    /// Name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Placed => "placed",
            Self::Accepted => "accepted",
            Self::Preparing => "preparing",
            Self::Ready => "ready",
            Self::Completed => "completed",
            Self::Rejected => "rejected",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::NoShow => "no_show",
        }
    }
}

impl fmt::Display for OrderStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for OrderStatus {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|s| s.as_str() == text)
            .ok_or_else(|| format!("{text:?} is no status"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
    }

    #[test]
    fn the_table_has_no_step_twice_and_open_orders_can_always_end() {
        for (index, step) in STEPS.iter().enumerate() {
            assert!(
                !STEPS[..index]
                    .iter()
                    .any(|s| (s.from, s.to, s.by) == (step.from, step.to, step.by)),
                "{step:?}"
            );
        }
        for status in OrderStatus::ALL {
            let mut ends = [OrderActor::Staff, OrderActor::System]
                .into_iter()
                .flat_map(|by| allowed_targets(status, by));
            assert_eq!(status.is_open(), ends.any(|to| to != OrderStatus::Ready), "{status}");
        }
    }

    #[test]
    fn a_customer_may_cancel_until_it_is_preparing() {
        let cancels = |from| {
            check_transition(
                from,
                at(0),
                OrderStatus::Cancelled,
                OrderActor::Customer,
                None,
                None,
                at(1),
            )
            .is_ok()
        };
        let may: Vec<_> = OrderStatus::ALL.into_iter().filter(|s| cancels(*s)).collect();
        assert_eq!(may, [OrderStatus::Placed, OrderStatus::Accepted]);
    }

    #[test]
    fn a_rejection_needs_words_and_a_recall_needs_haste() {
        let reject = |reason| {
            check_transition(
                OrderStatus::Placed,
                at(0),
                OrderStatus::Rejected,
                OrderActor::Staff,
                reason,
                None,
                at(1),
            )
        };
        assert_eq!(reject(None), Err(TransitionRefusal::ReasonMissing));
        assert_eq!(reject(Some("  ")), Err(TransitionRefusal::ReasonMissing));
        assert_eq!(reject(Some("재료 소진")), Ok(()));
        let recall = |now| {
            check_transition(
                OrderStatus::Completed,
                at(0),
                OrderStatus::Ready,
                OrderActor::Staff,
                None,
                None,
                now,
            )
        };
        assert_eq!(recall(at(10)), Ok(()));
        assert_eq!(recall(at(11)), Err(TransitionRefusal::TooLate));
    }

    #[test]
    fn an_undo_is_prompt_and_leads_back_to_where_staff_took_it_from() {
        let undo = |from, to, before, seconds| {
            let now = at(0) + SignedDuration::from_secs(seconds);
            check_transition(from, at(0), to, OrderActor::Staff, None, before, now)
        };
        for (from, to) in [
            (OrderStatus::Rejected, OrderStatus::Placed),
            (OrderStatus::Cancelled, OrderStatus::Placed),
            (OrderStatus::Cancelled, OrderStatus::Accepted),
            (OrderStatus::Cancelled, OrderStatus::Preparing),
            (OrderStatus::NoShow, OrderStatus::Ready),
        ] {
            assert!(can_take_back(to, from));
            assert_eq!(undo(from, to, Some(to), 15), Ok(()));
            assert_eq!(undo(from, to, Some(to), 16), Err(TransitionRefusal::TooLate));
            assert_eq!(
                undo(from, to, None, 1),
                Err(TransitionRefusal::NotAllowed),
                "it was not staff who ended it"
            );
            assert!(allowed_targets(from, OrderActor::Staff).next().is_none());
        }
        let elsewhere =
            undo(OrderStatus::Cancelled, OrderStatus::Accepted, Some(OrderStatus::Placed), 1);
        assert_eq!(elsewhere, Err(TransitionRefusal::NotAllowed), "an undo accepts nothing");
        assert!(!can_take_back(OrderStatus::Placed, OrderStatus::Accepted));
    }

    #[test]
    fn the_wire_name_and_the_text_agree() {
        for status in OrderStatus::ALL {
            assert_eq!(serde_json::to_value(status).unwrap(), status.as_str());
            assert_eq!(status.as_str().parse(), Ok(status));
        }
    }
}
