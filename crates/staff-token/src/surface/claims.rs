//! Content of a surface's token.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Validity of a token. Short, since a token cannot be revoked.
pub const TOKEN_LIFE: SignedDuration = SignedDuration::from_secs(60);
/// Longest validity that a service accepts, in any token.
const LONGEST_LIFE: SignedDuration = SignedDuration::from_mins(5);
/// How far ahead of the service's clock a token may be issued and still be valid.
const CLOCK_LEEWAY: SignedDuration = SignedDuration::from_secs(30);

/// One of the two surfaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SurfaceKind {
    /// The customers' pages.
    Client,
    /// The counter's pages.
    Admin,
}

/// The service that a token is for; every other one refuses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceName {
    /// The menu service.
    Menu,
    /// The order service.
    Order,
    /// The staff service.
    Staff,
}

/// A text that names neither a surface nor a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a token is of client or admin, and for menu, order or staff")]
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
            "staff" => Ok(Self::Staff),
            _ => Err(UnknownName),
        }
    }
}

impl fmt::Display for ServiceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Menu => "menu",
            Self::Order => "order",
            Self::Staff => "staff",
        })
    }
}

/// The signed content of a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SurfaceClaims {
    /// The surface that calls.
    pub surface: SurfaceKind,
    /// The service that is called.
    pub audience: ServiceName,
    /// Digest of the customer's cookie, when the call is made for a customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// Start of validity, by the clock of the service.
    pub issued_at: Timestamp,
    /// End of validity, exclusive.
    pub until: Timestamp,
}

impl SurfaceClaims {
    /// A token of [`TOKEN_LIFE`] from `now`.
    pub fn issue_claims(
        surface: SurfaceKind,
        audience: ServiceName,
        customer: Option<&str>,
        now: Timestamp,
    ) -> Self {
        let until = now.saturating_add(TOKEN_LIFE).unwrap_or(now);
        Self { surface, audience, customer: customer.map(str::to_owned), issued_at: now, until }
    }

    /// Whether its validity is positive and no longer than any service accepts.
    pub(super) fn has_short_life(&self) -> bool {
        let life = self.until.duration_since(self.issued_at);
        life.is_positive() && life <= LONGEST_LIFE
    }

    /// Whether it is valid at `now`, by the clock of the service.
    pub(super) fn is_valid_at(&self, now: Timestamp) -> bool {
        self.issued_at.duration_since(now) <= CLOCK_LEEWAY && now < self.until
    }
}
