//! What a signed token says. Whoever has the public key can check one, so nobody has to be asked, and an outage of the member
//! service signs nobody out.

use crate::{DeviceId, Person};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How long a PIN counts that was typed for a change of people, prices or money. After that it is asked for again.
pub const PIN_COUNTS_FOR: SignedDuration = SignedDuration::from_mins(15);

/// A token's content, by what it is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Token {
    /// Of a person, for a shift.
    Session(Session),
    /// Of a device, until it is removed.
    Device(DevicePass),
}

/// Somebody is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Who, as of then.
    pub person: Person,
    /// Where they work.
    pub store: String,
    /// Where they signed in.
    pub device: DeviceId,
    /// When the PIN was typed.
    pub since: Timestamp,
    /// It is worth nothing from then on.
    pub until: Timestamp,
    /// The PIN was made by a machine. Until the person has set one of their own, the session is good for that alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_pin_generated: bool,
}

impl Session {
    /// Whether the PIN was typed so lately that it need not be asked for again.
    pub fn is_pin_recent(&self, now: Timestamp) -> bool {
        now.duration_since(self.since) < PIN_COUNTS_FOR
    }
}

/// A device was enrolled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DevicePass {
    /// Which.
    pub id: DeviceId,
    /// Whose.
    pub store: String,
}

/// `GET /api/v1/activity-key`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SharedActivityKey {
    /// `k4.local.…`
    pub key: String,
}
