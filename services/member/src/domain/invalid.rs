//! What is wrong with something typed.

/// It cannot be kept like this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// A name has 1 to 40 characters, none of them a control character.
    #[error("a name has 1 to 40 characters")]
    Name,
    /// A PIN is too short for the role, or too long.
    #[error("a manager's PIN has 8 to 64 characters, a barista's 6 to 64")]
    Pin,
    /// A new PIN that is the old one.
    #[error("the new PIN is the old one")]
    PinSame,
    /// A barista's PIN may be shorter than a manager's, and nobody can tell by its hash.
    #[error("who becomes a manager needs a new PIN, of 8 to 64 characters")]
    RoleNeedsPin,
    /// A PIN would be guessed among the first.
    #[error("this PIN is easily guessed: a row, a repetition, a common one or a name")]
    PinCommon,
}

impl Invalid {
    /// Stable.
    pub fn code(self) -> &'static str {
        match self {
            Self::Name => "invalid_name",
            Self::Pin => "invalid_pin",
            Self::PinSame => "pin_same",
            Self::RoleNeedsPin => "role_needs_pin",
            Self::PinCommon => "pin_common",
        }
    }
}
