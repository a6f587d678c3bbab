//! Errors of calls to services. `Display` is fit for an outsider: it names the dependency at most;
//! the cause is in the fields, for the log.

use serde::Deserialize;
use serde_json::{Map, Value};

/// A call to a service that gave no usable answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum GatewayError {
    /// No answer in time, or the answer was a failure. A later retry may help.
    #[error("the {dependency} service is unavailable")]
    Unavailable {
        /// The service.
        dependency: &'static str,
        /// The cause.
        #[source]
        why: UnavailableReason,
    },
    /// The service understood the request and refused it. A retry does not help.
    #[error("refused: {}", .0.code)]
    Refused(ServiceProblem),
    /// The answer is not in the service's contract.
    #[error("the {dependency} service gave an unreadable answer")]
    Protocol {
        /// The service.
        dependency: &'static str,
        /// The reason, for the log.
        why: String,
    },
}

/// Where a JSON text does not fit its type, without the text itself: it may hold a person's name.
pub(crate) fn describe_json_error(error: &serde_json::Error) -> String {
    let what = match error.classify() {
        serde_json::error::Category::Data => "of another shape",
        _ => "no JSON",
    };
    format!("{what} at line {} column {}", error.line(), error.column())
}

/// Why a service is unavailable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnavailableReason {
    /// Its breaker is open after repeated failures; nothing was sent.
    #[error("the breaker is open")]
    BreakerOpen,
    /// No address of its host name has been found so far.
    #[error("no address is known")]
    Unresolved,
    /// No answer in time.
    #[error("no answer in time")]
    Deadline,
    /// No connection: nothing was sent.
    #[error("the connection failed")]
    Connect,
    /// The connection broke after the request was sent; the request may have been done.
    #[error("the connection broke")]
    Broken,
    /// Too many calls to it are under way, so this one was not made.
    #[error("too many calls to it are under way")]
    Shed,
    /// 503 or 429: it asks for less load.
    #[error("it is overloaded")]
    Overloaded,
    /// 503 `storage_full` or `storage_read_only`: it can read, but not write.
    #[error("it cannot write")]
    Storage,
    /// 503 `deadline_exceeded` or `unavailable`: it did not finish; the request may have been done.
    #[error("it came to no end")]
    GaveUp,
    /// Any other 5xx.
    #[error("it answered {status}")]
    Failed {
        /// The HTTP status.
        status: u16,
    },
}

impl UnavailableReason {
    /// Its name in spans.
    pub(crate) fn error_type(self) -> &'static str {
        match self {
            Self::BreakerOpen => "breaker_open",
            Self::Unresolved => "unresolved",
            Self::Deadline => "timeout",
            Self::Connect => "connect",
            Self::Broken => "broken",
            Self::Shed => "shed",
            Self::Overloaded => "overloaded",
            Self::Storage => "storage",
            Self::GaveUp => "gave_up",
            Self::Failed { .. } => "failed",
        }
    }

    /// Whether the request may have been done in spite of the error.
    pub fn is_outcome_unknown(self) -> bool {
        matches!(self, Self::Deadline | Self::Broken | Self::GaveUp | Self::Failed { .. })
    }

    /// Whether it is up and asks for less load; a retry at the same endpoint would add to it.
    pub(crate) fn is_busy(self) -> bool {
        matches!(self, Self::Overloaded | Self::Storage)
    }
}

/// A 4xx with `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ServiceProblem {
    /// The HTTP status.
    pub status: u16,
    /// The stable code that programs compare.
    pub code: String,
    /// One sentence for an engineer.
    #[serde(default)]
    pub detail: Option<String>,
    /// Further members, such as the current state.
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

impl GatewayError {
    /// Whether the service was unavailable, so that a later retry may help.
    pub fn is_unavailable(&self) -> bool {
        matches!(self, Self::Unavailable { .. })
    }

    /// Whether the service, or this surface's share of it, was too busy to take the call.
    pub fn is_busy(&self) -> bool {
        matches!(
            self,
            Self::Unavailable { why: UnavailableReason::Shed | UnavailableReason::Overloaded, .. }
        )
    }

    /// The whole cause, for the log and not for an outsider.
    pub fn for_log(&self) -> String {
        match self {
            Self::Unavailable { why, .. } => format!("{self}: {why}"),
            Self::Refused(ServiceProblem { status, detail, .. }) => {
                format!("{self} ({status}): {}", detail.as_deref().unwrap_or("no detail"))
            }
            Self::Protocol { why, .. } => format!("{self}: {why}"),
        }
    }

    /// Logs the error where it first occurs; callers do not log it again. A refusal is an answer
    /// and no failure. While the breaker is open or a service is busy nothing new is learnt: such
    /// errors are counted, and are logged for debugging only, since a line for each would add to
    /// the load.
    pub(crate) fn log_failure(&self, asked: &str) {
        let cause = self.for_log();
        match self {
            Self::Refused(_) => {}
            Self::Unavailable {
                why:
                    UnavailableReason::BreakerOpen
                    | UnavailableReason::Shed
                    | UnavailableReason::Overloaded
                    | UnavailableReason::Storage
                    | UnavailableReason::GaveUp,
                ..
            } => {
                tracing::debug!(asked, cause, "a call was refused or not made");
            }
            Self::Unavailable { .. } | Self::Protocol { .. } => {
                tracing::warn!(asked, cause, "a call failed");
            }
        }
    }

    /// The stable code of a refusal.
    pub fn refusal_code(&self) -> Option<&str> {
        match self {
            Self::Refused(problem) => Some(&problem.code),
            _ => None,
        }
    }
}
