//! Converts refusals to `application/problem+json` with a stable code.

use crate::domain::{Invalid, Refused, Why};
use axum::http::StatusCode;
use order_api::lifecycle::Refusal;
use service_kit::Problem;

impl From<Invalid> for Problem {
    fn from(invalid: Invalid) -> Self {
        let problem =
            Self::new(StatusCode::UNPROCESSABLE_ENTITY, invalid.fault.code()).detail(invalid.to_string());
        match invalid.line {
            Some(line) => problem.with("line", line),
            None => problem,
        }
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        let (status, code, detail) = match refused.why {
            Why::VersionConflict => {
                (StatusCode::CONFLICT, "version_conflict", "the order has changed since that version")
            }
            Why::NotOverdue => {
                (StatusCode::CONFLICT, "not_overdue", "the service ends an order when its time is over")
            }
            Why::NotAmendable => {
                (StatusCode::CONFLICT, "amendment_not_allowed", "it is too late for this change")
            }
            Why::NoSuchLine => {
                (StatusCode::UNPROCESSABLE_ENTITY, "no_such_line", "the order has no line with this index")
            }
            Why::Table(Refusal::NotAllowed) => (
                StatusCode::CONFLICT,
                "transition_not_allowed",
                "the lifecycle has no such step for this actor",
            ),
            Why::Table(Refusal::TooLate) => {
                (StatusCode::CONFLICT, "recall_too_late", "the time to take this step back is over")
            }
            Why::Table(Refusal::ReasonMissing) => {
                (StatusCode::UNPROCESSABLE_ENTITY, "reason_missing", "this step needs a reason")
            }
        };
        Self::new(status, code)
            .detail(detail)
            .with("current", refused.current)
            .with("version", refused.version)
            .with("allowed", refused.allowed)
            .with("by", refused.by.map(|by| by.name))
    }
}
