//! The one table of what may become of an order. Guards, buttons, documentation and tests all read it.

use crate::{EventKind, OrderEvent};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Committed, nobody has looked at it yet.
    Placed,
    /// The café has said yes.
    Accepted,
    /// Being made.
    Preparing,
    /// On the counter.
    Ready,
    /// Handed over.
    Completed,
    /// The café has said no.
    Rejected,
    /// Taken back.
    Cancelled,
    /// Nobody accepted it in time.
    Expired,
    /// Nobody collected it in time.
    NoShow,
}

/// Who moves an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// Who ordered.
    Customer,
    /// Who works at the counter.
    Staff,
    /// A rule of the service itself.
    System,
}

/// What a step needs besides the right actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// A reason the customer will read.
    Reason,
    /// To be asked within [`RECALL_WINDOW`] of the last change.
    Recent,
    /// To take back the last step, if staff took it, within [`UNDO_WINDOW`] of it.
    Undo,
}

/// One allowed step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// From here.
    pub from: Status,
    /// To there.
    pub to: Status,
    /// By whom.
    pub by: Actor,
    /// With what.
    pub needs: Needs,
}

/// Why the counter turns an order down, as codes: each surface has the words for its reader.
pub const REASONS: [&str; 4] = ["ingredients", "too_busy", "closing", "cannot_make"];

/// How long staff may take a step back.
pub const RECALL_WINDOW: SignedDuration = SignedDuration::from_mins(10);

/// How long staff may undo a step that ended an order: a slip of the finger, no second thought, since the customer knows of it.
pub const UNDO_WINDOW: SignedDuration = SignedDuration::from_secs(15);

const fn step(from: Status, to: Status, by: Actor, needs: Needs) -> Step {
    Step { from, to, by, needs }
}

/// Every allowed step; what is not here is illegal.
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

/// Why a step is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Not in the table for this actor.
    NotAllowed,
    /// The table asks for a reason.
    ReasonMissing,
    /// The last change is longer ago than [`RECALL_WINDOW`] or [`UNDO_WINDOW`].
    TooLate,
}

/// May `by` move an order that has stood at `from` since `since` to `to`, at `now`, with this reason? An undo leads to nowhere but
/// `undoes_to`, as [`undoes_to`] tells.
///
/// # Errors
/// [`Refusal`]. The same status twice is not asked here: callers answer it as done.
pub fn check(
    from: Status,
    since: Timestamp,
    to: Status,
    by: Actor,
    reason: Option<&str>,
    undoes_to: Option<Status>,
    now: Timestamp,
) -> Result<(), Refusal> {
    let step = STEPS.iter().find(|s| (s.from, s.to, s.by) == (from, to, by)).ok_or(Refusal::NotAllowed)?;
    match step.needs {
        Needs::Reason if reason.is_none_or(|reason| reason.trim().is_empty()) => Err(Refusal::ReasonMissing),
        Needs::Recent if now.duration_since(since) > RECALL_WINDOW => Err(Refusal::TooLate),
        Needs::Undo if undoes_to != Some(to) => Err(Refusal::NotAllowed),
        Needs::Undo if now.duration_since(since) > UNDO_WINDOW => Err(Refusal::TooLate),
        _ => Ok(()),
    }
}

/// Where an undo leads after these two events of an order, the last of its life: only staff's own step can be undone.
pub fn undoes_to(before: &OrderEvent, last: &OrderEvent) -> Option<Status> {
    let is_step = (last.kind, last.actor) == (EventKind::StatusChanged, Actor::Staff);
    is_step.then_some(before.order.status)
}

/// Whether staff can take a step back that they take now.
pub fn can_take_back(from: Status, to: Status) -> bool {
    STEPS.iter().any(|s| (s.from, s.to, s.by) == (to, from, Actor::Staff))
}

/// Where `by` may move an order that stands at `from`, an undo apart.
pub fn allowed(from: Status, by: Actor) -> impl Iterator<Item = Status> {
    STEPS.iter().filter(move |s| s.from == from && s.by == by && s.needs != Needs::Undo).map(|s| s.to)
}

impl Status {
    /// All of them, in the order of a life.
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

    /// Work or a hand-over is still owed.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Placed | Self::Accepted | Self::Preparing | Self::Ready)
    }

    /// It is not ready yet, and will be.
    pub fn is_awaited(self) -> bool {
        matches!(self, Self::Placed | Self::Accepted | Self::Preparing)
    }

    /// As on the wire.
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
        assert_eq!(reject(None), Err(Refusal::ReasonMissing));
        assert_eq!(reject(Some("  ")), Err(Refusal::ReasonMissing));
        assert_eq!(reject(Some("재료 소진")), Ok(()));
        let recall = |now| check(Status::Completed, at(0), Status::Ready, Actor::Staff, None, None, now);
        assert_eq!(recall(at(10)), Ok(()));
        assert_eq!(recall(at(11)), Err(Refusal::TooLate));
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
            assert_eq!(undo(from, to, Some(to), 16), Err(Refusal::TooLate));
            assert_eq!(undo(from, to, None, 1), Err(Refusal::NotAllowed), "it was not staff who ended it");
            assert!(allowed(from, Actor::Staff).next().is_none());
        }
        let elsewhere = undo(Status::Cancelled, Status::Accepted, Some(Status::Placed), 1);
        assert_eq!(elsewhere, Err(Refusal::NotAllowed), "an undo accepts nothing");
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
