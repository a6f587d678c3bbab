//! What is wrong with a menu.

use std::fmt::Display;

/// A rule that a menu breaks: a sentence that names where, and the field in which a form can mend it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct Fault {
    why: String,
    /// As the contract names it, such as `price_minor` or `name.ko`; none when no single field is wrong.
    pub field: Option<&'static str>,
}

impl Fault {
    /// In this field, unless it is known more exactly.
    pub(super) fn at(self, field: &'static str) -> Self {
        Self { field: self.field.or(Some(field)), ..self }
    }

    /// Somewhere within `what`.
    pub(super) fn of(self, what: impl Display) -> Self {
        Self { why: format!("{what}: {}", self.why), ..self }
    }
}

impl<S: Into<String>> From<S> for Fault {
    fn from(why: S) -> Self {
        Self { why: why.into(), field: None }
    }
}
