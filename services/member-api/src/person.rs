//! People who work in a store.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// A person; a UUIDv7.
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

/// What a person may do; each may do all that the ones before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Takes and makes orders, and says what is sold out and when the store rests.
    Barista,
    /// Sets the store, the menu and the people, and sees what was sold.
    Manager,
}

/// The text is no role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownRole;

impl fmt::Display for UnknownRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a role is barista or manager")
    }
}

impl std::error::Error for UnknownRole {}

impl Role {
    /// As on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Barista => "barista",
            Self::Manager => "manager",
        }
    }
}

impl FromStr for Role {
    type Err = UnknownRole;
    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        [Self::Barista, Self::Manager].into_iter().find(|role| role.as_str() == text).ok_or(UnknownRole)
    }
}

/// Who somebody is to others; never their PIN.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Person {
    /// Stays, whatever the name becomes.
    pub id: PersonId,
    /// As their colleagues call them.
    pub name: String,
    /// What they may do.
    pub role: Role,
}

/// `POST /api/v1/admin/people`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewPerson {
    /// 1 to 40 characters.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// A manager's has 8 to 64 characters, a barista's 6 to 64; none that many people choose, and nobody else's in this store.
    pub pin: String,
}

/// `PATCH /api/v1/admin/people/{id}`: what is not sent stays. A new role or PIN signs the person out everywhere; who becomes a
/// manager gets a new PIN, since a manager's is longer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PersonPatch {
    /// 1 to 40 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What they may do from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// A manager's has 8 to 64 characters, a barista's 6 to 64; none that many people choose, and nobody else's in this store.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin: Option<String>,
}

/// `POST /api/v1/me/session`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PinAgain {
    /// As typed.
    pub pin: String,
    /// Ends the person's sessions on all other devices as well.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub end_others: bool,
}

/// `POST /api/v1/me/pin`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PinChange {
    /// The PIN until now.
    pub old: String,
    /// The PIN from now on, as [`NewPerson::pin`].
    pub new: String,
}
