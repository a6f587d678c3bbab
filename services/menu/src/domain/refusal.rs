//! Why a change is not made.

use super::Fault;

/// A change that was refused; nothing is changed then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no such thing; the name of its kind.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// Another one of its kind has this id.
    #[error("the id {0} is taken")]
    IdTaken(String),
    /// The body does not describe one; what is wrong with it.
    #[error("{0}")]
    InvalidBody(String),
    /// The menu would break a rule; which.
    #[error("{0}")]
    InvalidMenu(Fault),
}
