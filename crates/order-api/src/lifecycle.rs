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
pub enum Status {
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
pub enum Actor {
    /// The customer who ordered.
    Customer,
    /// Staff at the counter.
    Staff,
    /// A rule of the service itself.
    System,
}

/// Condition of a transition besides the right actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
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
pub struct Step {
    /// Status before it.
    pub from: Status,
    /// Status after it.
    pub to: Status,
    /// Role that may make it.
    pub by: Actor,
    /// Condition besides the role.
    pub needs: Needs,
}

/// Codes of the reasons for which staff turn an order down. Each surface has its own texts for
/// them.
pub const REASONS: [&str; 4] = ["ingredients", "too_busy", "closing", "cannot_make"];

/// How long staff may recall a transition.
pub const RECALL_WINDOW: SignedDuration = SignedDuration::from_mins(10);

/// How long staff may undo a transition that ended an order. It is meant for a wrong tap, not for a
/// change of mind, since the customer already knows.
pub const UNDO_WINDOW: SignedDuration = SignedDuration::from_secs(15);

const fn step(from: Status, to: Status, by: Actor, needs: Needs) -> Step {
    Step { from, to, by, needs }
}

/// Every allowed transition; any other is refused.
pub const STEPS: &[Step] = {
    use {Actor::*, Needs::*, Status::*};
    &[
        step(Placed, Accepted, Staff, Nothing),
        step(Placed, Accepted, System, Nothing),
        step(Placed, Rejected, Staff, Reason),
        step(Placed, Cancelled, Customer, Nothing),
        step(Placed, Cancelled, Staff, Reason),
        step(Placed, Expired, System, Nothing),
        step(Accepted, Preparing, Staff, Nothing),
        step(Accepted, Cancelled, Customer, Nothing),
        step(Accepted, Cancelled, Staff, Reason),
        step(Preparing, Ready, Staff, Nothing),
        step(Preparing, Cancelled, Staff, Reason),
        step(Ready, Completed, Staff, Nothing),
        step(Ready, Preparing, Staff, Recent),
        step(Ready, NoShow, Staff, Nothing),
        step(Ready, NoShow, System, Nothing),
        step(Completed, Ready, Staff, Recent),
        step(Rejected, Placed, Staff, Undo),
        step(Cancelled, Placed, Staff, Undo),
        step(Cancelled, Accepted, Staff, Undo),
        step(Cancelled, Preparing, Staff, Undo),
        step(NoShow, Ready, Staff, Undo),
    ]
};

/// Why a transition is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepRefusal {
    /// The table has no such transition for this actor.
    NotAllowed,
    /// The transition needs a reason.
    ReasonMissing,
    /// The last change is older than [`RECALL_WINDOW`] or [`UNDO_WINDOW`].
    TooLate,
}

/// Checks whether `by` may move an order from `from` to `to` at `now`. `since` is the time when the
/// order reached `from`. An undo may lead only to `undoes_to`, the result of [`undoes_to`].
///
/// # Errors
/// [`StepRefusal`]. Callers handle a transition to the same status, which changes nothing, before
/// this check.
pub fn check(
    from: Status,
    since: Timestamp,
    to: Status,
    by: Actor,
    reason: Option<&str>,
    undoes_to: Option<Status>,
    now: Timestamp,
) -> Result<(), StepRefusal> {
    let step =
        STEPS.iter().find(|s| (s.from, s.to, s.by) == (from, to, by)).ok_or(StepRefusal::NotAllowed)?;
    match step.needs {
        Needs::Reason if reason.is_none_or(|reason| reason.trim().is_empty()) => {
            Err(StepRefusal::ReasonMissing)
        }
        Needs::Recent if now.duration_since(since) > RECALL_WINDOW => Err(StepRefusal::TooLate),
        Needs::Undo if undoes_to != Some(to) => Err(StepRefusal::NotAllowed),
        Needs::Undo if now.duration_since(since) > UNDO_WINDOW => Err(StepRefusal::TooLate),
        _ => Ok(()),
    }
}

/// Target of an undo after the last two events of an order. Only a status change by staff can be
/// undone.
pub fn undoes_to(before: &OrderEvent, last: &OrderEvent) -> Option<Status> {
    let is_step = (last.kind, last.actor) == (EventKind::StatusChanged, Actor::Staff);
    is_step.then_some(before.order.status)
}

/// Whether staff can take back a transition that they make now.
pub fn can_take_back(from: Status, to: Status) -> bool {
    STEPS.iter().any(|s| (s.from, s.to, s.by) == (to, from, Actor::Staff))
}

/// Statuses that `by` may move an order to from `from`, without undos.
pub fn allowed(from: Status, by: Actor) -> impl Iterator<Item = Status> {
    STEPS.iter().filter(move |s| s.from == from && s.by == by && s.needs != Needs::Undo).map(|s| s.to)
}

impl Status {
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

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Status {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|s| s.as_str() == text).ok_or_else(|| format!("{text:?} is no status"))
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
                !STEPS[..index].iter().any(|s| (s.from, s.to, s.by) == (step.from, step.to, step.by)),
                "{step:?}"
            );
        }
        for status in Status::ALL {
            let mut ends = [Actor::Staff, Actor::System].into_iter().flat_map(|by| allowed(status, by));
            assert_eq!(status.is_open(), ends.any(|to| to != Status::Ready), "{status}");
        }
    }

    #[test]
    fn a_customer_may_cancel_until_it_is_preparing() {
        let cancels =
            |from| check(from, at(0), Status::Cancelled, Actor::Customer, None, None, at(1)).is_ok();
        let may: Vec<_> = Status::ALL.into_iter().filter(|s| cancels(*s)).collect();
        assert_eq!(may, [Status::Placed, Status::Accepted]);
    }

    #[test]
    fn a_rejection_needs_words_and_a_recall_needs_haste() {
        let reject =
            |reason| check(Status::Placed, at(0), Status::Rejected, Actor::Staff, reason, None, at(1));
        assert_eq!(reject(None), Err(StepRefusal::ReasonMissing));
        assert_eq!(reject(Some("  ")), Err(StepRefusal::ReasonMissing));
        assert_eq!(reject(Some("재료 소진")), Ok(()));
        let recall = |now| check(Status::Completed, at(0), Status::Ready, Actor::Staff, None, None, now);
        assert_eq!(recall(at(10)), Ok(()));
        assert_eq!(recall(at(11)), Err(StepRefusal::TooLate));
    }

    #[test]
    fn an_undo_is_prompt_and_leads_back_to_where_staff_took_it_from() {
        let undo = |from, to, before, seconds| {
            let now = at(0) + SignedDuration::from_secs(seconds);
            check(from, at(0), to, Actor::Staff, None, before, now)
        };
        for (from, to) in [
            (Status::Rejected, Status::Placed),
            (Status::Cancelled, Status::Placed),
            (Status::Cancelled, Status::Accepted),
            (Status::Cancelled, Status::Preparing),
            (Status::NoShow, Status::Ready),
        ] {
            assert!(can_take_back(to, from));
            assert_eq!(undo(from, to, Some(to), 15), Ok(()));
            assert_eq!(undo(from, to, Some(to), 16), Err(StepRefusal::TooLate));
            assert_eq!(
                undo(from, to, None, 1),
                Err(StepRefusal::NotAllowed),
                "it was not staff who ended it"
            );
            assert!(allowed(from, Actor::Staff).next().is_none());
        }
        let elsewhere = undo(Status::Cancelled, Status::Accepted, Some(Status::Placed), 1);
        assert_eq!(elsewhere, Err(StepRefusal::NotAllowed), "an undo accepts nothing");
        assert!(!can_take_back(Status::Placed, Status::Accepted));
    }

    #[test]
    fn the_wire_name_and_the_text_agree() {
        for status in Status::ALL {
            assert_eq!(serde_json::to_value(status).unwrap(), status.as_str());
            assert_eq!(status.as_str().parse(), Ok(status));
        }
    }
}
