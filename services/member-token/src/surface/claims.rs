//! What a surface's token says.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// How long a token is valid. Short, since nothing can call it back.
pub const TOKEN_LIFE: SignedDuration = SignedDuration::from_secs(60);
/// The longest validity that a service accepts, whoever signed it.
const LONGEST_LIFE: SignedDuration = SignedDuration::from_mins(5);
/// How far ahead of the service's clock a token may be issued before it counts as one of another time.
const CLOCK_LEEWAY: SignedDuration = SignedDuration::from_secs(30);

/// Which of the two surfaces calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SurfaceKind {
    /// The customers' pages.
    Client,
    /// The counter's pages.
    Admin,
}

/// Which service a token is for; every other one refuses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceName {
    /// The menu service.
    Menu,
    /// The order service.
    Order,
    /// The member service.
    Member,
}

/// The text names neither a surface nor a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a token is of client or admin, and for menu, order or member")]
pub struct UnknownName;

impl FromStr for SurfaceKind {
    type Err = UnknownName;
    fn from_str(text: &str) -> Result<Self, UnknownName> {
        match text {
            "client" => Ok(Self::Client),
            "admin" => Ok(Self::Admin),
            _ => Err(UnknownName),
        }
    }
}

impl FromStr for ServiceName {
    type Err = UnknownName;
    fn from_str(text: &str) -> Result<Self, UnknownName> {
        match text {
            "menu" => Ok(Self::Menu),
            "order" => Ok(Self::Order),
            "member" => Ok(Self::Member),
            _ => Err(UnknownName),
        }
    }
}

impl fmt::Display for ServiceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Menu => "menu",
            Self::Order => "order",
            Self::Member => "member",
        })
    }
}

/// The signed content of a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SurfaceClaims {
    /// Who calls.
    pub surface: SurfaceKind,
    /// Whom.
    pub audience: ServiceName,
    /// The digest of the customer's cookie when the call is made for a customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// From when it is valid, by the clock of the service.
    pub issued_at: Timestamp,
    /// Until when, exclusive.
    pub until: Timestamp,
}

impl SurfaceClaims {
    /// A token of [`TOKEN_LIFE`] from `now`.
    pub fn at(surface: SurfaceKind, audience: ServiceName, customer: Option<&str>, now: Timestamp) -> Self {
        let until = now.saturating_add(TOKEN_LIFE).unwrap_or(now);
        Self { surface, audience, customer: customer.map(str::to_owned), issued_at: now, until }
    }

    /// Whether it is valid for a time that may be accepted at all.
    pub(super) fn has_short_life(&self) -> bool {
        let life = self.until.duration_since(self.issued_at);
        life.is_positive() && life <= LONGEST_LIFE
    }

    /// Whether it is valid at `now`, by the clock of the service.
    pub(super) fn is_valid_at(&self, now: Timestamp) -> bool {
        self.issued_at.duration_since(now) <= CLOCK_LEEWAY && now < self.until
    }
}
