//! [`InvalidPerson`], the reason why typed input is refused.

/// Typed input that breaks a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPerson {
    /// A name does not have 1 to 40 characters, or has hidden or control characters.
    #[error("a name has 1 to 40 characters")]
    Name,
    /// A PIN is too short for the role, or too long.
    #[error("a manager's PIN has 8 to 64 characters, a barista's 6 to 64")]
    Pin,
    /// A new PIN that is the old one.
    #[error("the new PIN is the old one")]
    PinSame,
    /// A promotion without a new PIN. A barista's PIN may be too short for a manager, which its
    /// hash does not show.
    #[error("who becomes a manager needs a new PIN, of 8 to 64 characters")]
    RoleNeedsPin,
    /// A PIN that would be among the first guesses.
    #[error("this PIN is easily guessed: a row, a repetition, a common one or a name")]
    PinCommon,
}

impl InvalidPerson {
    /// Stable code for programs.
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
