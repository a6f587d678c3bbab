//! What can go wrong between here and a service. `Display` is fit for an outsider: it names the dependency at most;
//! the cause is in the fields, for the log.

use serde::Deserialize;
use serde_json::{Map, Value};

/// A call to a service that gave no usable answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum GatewayError {
    /// Nobody answered in time, or the answer was a failure. Trying again later may help.
    #[error("the {dependency} service is unavailable")]
    Unavailable {
        /// Which service.
        dependency: &'static str,
        /// In what way.
        #[source]
        why: Unavailable,
    },
    /// The service understood and said no. Trying again will not help.
    #[error("refused: {}", .0.code)]
    Refused(ServiceProblem),
    /// The service said something that is not in its contract.
    #[error("the {dependency} service gave an unreadable answer")]
    Protocol {
        /// Which service.
        dependency: &'static str,
        /// What was wrong with it, for the log.
        why: String,
    },
}

/// Where a text does not fit. What stands there may be somebody's name and is left out.
pub(crate) fn misfit(error: &serde_json::Error) -> String {
    let what = match error.classify() {
        serde_json::error::Category::Data => "of another shape",
        _ => "no JSON",
    };
    format!("{what} at line {} column {}", error.line(), error.column())
}

/// In what way a service is unavailable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unavailable {
    /// It failed so often that it is left alone for a moment; nothing was sent.
    #[error("the breaker is open")]
    BreakerOpen,
    /// Its name has had no address so far.
    #[error("no address is known")]
    Unresolved,
    /// No answer in time.
    #[error("no answer in time")]
    Deadline,
    /// No connection: nothing was sent.
    #[error("the connection failed")]
    Connect,
    /// The connection broke after the request was sent; what it asked for may have been done.
    #[error("the connection broke")]
    Broken,
    /// So many calls to it are under way that this one was not made.
    #[error("too many calls to it are under way")]
    Shed,
    /// 503 or 429: it asks to be left alone.
    #[error("it is overloaded")]
    Overloaded,
    /// 503 `storage_full` or `storage_read_only`: it reads, but can write nothing.
    #[error("it cannot write")]
    Storage,
    /// 503 `deadline_exceeded` or `unavailable`: it came to no end; what it was asked to do may have been done.
    #[error("it came to no end")]
    GaveUp,
    /// Any other 5xx.
    #[error("it answered {status}")]
    Failed {
        /// The HTTP status.
        status: u16,
    },
}

impl Unavailable {
    /// In one word of few, for spans.
    pub(crate) fn kind(self) -> &'static str {
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

    /// What was asked for may have been done all the same.
    pub fn is_unknown(self) -> bool {
        matches!(self, Self::Deadline | Self::Broken | Self::GaveUp | Self::Failed { .. })
    }

    /// It is there and asks for less; asking the same endpoint again would be the opposite.
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
    /// Trying again later may help, and repeating the same call is safe.
    pub fn is_unavailable(&self) -> bool {
        matches!(self, Self::Unavailable { .. })
    }

    /// The service, or this surface's share of it, has so much to do that it was not taken up.
    pub fn is_busy(&self) -> bool {
        matches!(self, Self::Unavailable { why: Unavailable::Shed | Unavailable::Overloaded, .. })
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

    /// Says it in the log, where it is first known; whoever is given the error does not say it again. A refusal is an
    /// answer and no failure, and while the breaker is open or everybody is busy nothing new is learnt: these are
    /// counted, and a line for each would burden whoever is busy already.
    pub(crate) fn log(&self, asked: &str) {
        let cause = self.for_log();
        match self {
            Self::Refused(_) => {}
            Self::Unavailable {
                why:
                    Unavailable::BreakerOpen
                    | Unavailable::Shed
                    | Unavailable::Overloaded
                    | Unavailable::Storage
                    | Unavailable::GaveUp,
                ..
            } => {
                tracing::debug!(asked, cause, "a call was refused or not made");
            }
            Self::Unavailable { .. } | Self::Protocol { .. } => tracing::warn!(asked, cause, "a call failed"),
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
