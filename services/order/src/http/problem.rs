//! Converts refusals to `application/problem+json` with a stable code.

use crate::domain::{ChangeRefusal, InvalidRequest, RefusalReason};
use axum::http::StatusCode;
use order_api::lifecycle::TransitionRefusal;
use service_kit::Problem;

impl From<InvalidRequest> for Problem {
    fn from(invalid: InvalidRequest) -> Self {
        let problem = Self::new(StatusCode::UNPROCESSABLE_ENTITY, invalid.fault.code())
            .with_detail(invalid.to_string());
        match invalid.line {
            Some(line) => problem.with_member("line", line),
            None => problem,
        }
    }
}

impl From<ChangeRefusal> for Problem {
    fn from(refused: ChangeRefusal) -> Self {
        let (status, code, detail) = match refused.why {
            RefusalReason::VersionConflict => (
                StatusCode::CONFLICT,
                "version_conflict",
                "the order has changed since that version",
            ),
            RefusalReason::NotOverdue => (
                StatusCode::CONFLICT,
                "not_overdue",
                "the service ends an order when its time is over",
            ),
            RefusalReason::NotAmendable => {
                (StatusCode::CONFLICT, "amendment_not_allowed", "it is too late for this change")
            }
            RefusalReason::NoSuchLine => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "no_such_line",
                "the order has no line with this index",
            ),
            RefusalReason::Table(TransitionRefusal::NotAllowed) => (
                StatusCode::CONFLICT,
                "transition_not_allowed",
                "the lifecycle has no such step for this actor",
            ),
            RefusalReason::Table(TransitionRefusal::TooLate) => {
                (StatusCode::CONFLICT, "recall_too_late", "the time to take this step back is over")
            }
            RefusalReason::Table(TransitionRefusal::ReasonMissing) => {
                (StatusCode::UNPROCESSABLE_ENTITY, "reason_missing", "this step needs a reason")
            }
        };
        Self::new(status, code)
            .with_detail(detail)
            .with_member("current", refused.current)
            .with_member("version", refused.version)
            .with_member("allowed", refused.allowed)
            .with_member("by", refused.by.map(|by| by.name))
    }
}
