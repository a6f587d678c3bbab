//! [`EditRefusal`], the reason why a change is not made.

use super::InvalidMenu;

/// A refused change; the menu stays as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditRefusal {
    /// No entity of this kind has the id.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// Another entity of its kind has this id.
    #[error("the id {0} is taken")]
    IdTaken(String),
    /// The body cannot be decoded, or contradicts itself.
    #[error("{0}")]
    InvalidBody(String),
    /// The menu would break this rule.
    #[error("{0}")]
    InvalidMenu(InvalidMenu),
}
