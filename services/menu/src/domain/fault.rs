//! [`InvalidMenu`], a broken rule of a menu.

use std::fmt::Display;

/// A rule that a menu breaks: a sentence that says where, and the field in which a form can correct
/// it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct InvalidMenu {
    why: String,
    /// The field's name in the contract, such as `price_minor` or `name.ko`; `None` when no single
    /// field is wrong.
    pub field: Option<&'static str>,
}

impl InvalidMenu {
    /// Sets the field, unless a more exact one is set already.
    pub(super) fn at_field(self, field: &'static str) -> Self {
        Self { field: self.field.or(Some(field)), ..self }
    }

    /// Puts `what` before the sentence, as the part of the menu that is wrong.
    pub(super) fn of_subject(self, what: impl Display) -> Self {
        Self { why: format!("{what}: {}", self.why), ..self }
    }
}

impl<S: Into<String>> From<S> for InvalidMenu {
    fn from(why: S) -> Self {
        Self { why: why.into(), field: None }
    }
}
