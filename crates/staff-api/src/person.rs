//! People who work in a store.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// Id of a person, a UUIDv7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct PersonId(pub Uuid);

impl fmt::Display for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for PersonId {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        text.parse().map(Self)
    }
}

/// What a person may do; each role includes the ones before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum StaffRole {
    /// Takes and makes orders, marks items and options as sold out, and pauses ordering.
    Barista,
    /// Edits the store, the menu and the people, and sees the sales.
    Manager,
}

/// A text that is no role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownRole;

impl fmt::Display for UnknownRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a role is barista or manager")
    }
}

impl std::error::Error for UnknownRole {}

impl StaffRole {
    /// Its name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Barista => "barista",
            Self::Manager => "manager",
        }
    }
}

impl FromStr for StaffRole {
    type Err = UnknownRole;
    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        [Self::Barista, Self::Manager]
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or(UnknownRole)
    }
}

/// A person as others see them, without the PIN.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaffPerson {
    /// Stable id, independent of the name.
    pub id: PersonId,
    /// Name that colleagues use.
    pub name: String,
    /// What they may do.
    pub role: StaffRole,
}

/// Body of `POST /api/v1/admin/people`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewPerson {
    /// 1 to 40 characters.
    pub name: String,
    /// What they may do.
    pub role: StaffRole,
    /// 8 to 64 characters for a manager, 6 to 64 for a barista. Neither a common PIN nor that of
    /// another person of the store.
    pub pin: String,
}

/// Body of `PATCH /api/v1/admin/people/{id}`: absent fields stay as they are. A new role or PIN
/// signs the person out everywhere. A promotion to manager takes a new PIN, since a manager's is
/// longer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PersonPatch {
    /// 1 to 40 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// New role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<StaffRole>,
    /// 8 to 64 characters for a manager, 6 to 64 for a barista. Neither a common PIN nor that of
    /// another person of the store.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin: Option<String>,
}

/// Body of `POST /api/v1/me/session`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PinAgain {
    /// The PIN as typed.
    pub pin: String,
    /// Whether the person's sessions on all other devices end as well.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub end_others: bool,
}

/// Body of `POST /api/v1/me/pin`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PinChange {
    /// The old PIN.
    pub old: String,
    /// The new PIN, under the rules of [`NewPerson::pin`].
    pub new: String,
}
