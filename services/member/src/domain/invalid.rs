//! What is wrong with something typed.

/// It cannot be kept like this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// A name has 1 to 40 characters, none of them a control character.
    #[error("a name has 1 to 40 characters")]
    Name,
    /// A PIN has 4 to 32 characters.
    #[error("a PIN has 4 to 32 characters")]
    Pin,
}

impl Invalid {
    /// Stable.
    pub fn code(self) -> &'static str {
        match self {
            Self::Name => "invalid_name",
            Self::Pin => "invalid_pin",
        }
    }
}
