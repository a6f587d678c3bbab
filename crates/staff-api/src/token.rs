//! Content of the signed tokens. Any holder of the public key checks them without a call, so an
//! outage of the staff service signs no person out.

use crate::{DeviceId, StaffPerson};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How long a typed PIN counts for changes of people, prices or money. After that it is asked for
/// again.
pub const PIN_COUNTS_FOR: SignedDuration = SignedDuration::from_mins(15);

/// Content of a token, by its purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum StaffClaims {
    /// A person's session, valid for a shift.
    Session(StaffSession),
    /// A device's pass, valid until the device is removed.
    Device(DevicePass),
}

/// The session of a signed-in person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffSession {
    /// The person, as of the sign-in.
    pub person: StaffPerson,
    /// Id of the store in which they work.
    pub store: String,
    /// The device on which they signed in.
    pub device: DeviceId,
    /// When the PIN was typed.
    pub since: Timestamp,
    /// End of validity, exclusive.
    pub until: Timestamp,
    /// Whether a machine generated the PIN. Until the person has set one of their own, the session
    /// is good for that alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_pin_generated: bool,
}

impl StaffSession {
    /// Whether the PIN was typed recently enough not to be asked for again.
    pub fn is_pin_recent(&self, now: Timestamp) -> bool {
        now.duration_since(self.since) < PIN_COUNTS_FOR
    }
}

/// The pass of an enrolled device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DevicePass {
    /// Id of the device.
    pub id: DeviceId,
    /// Id of its store.
    pub store: String,
}

/// Answer to `GET /api/v1/activity-key`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SharedActivityKey {
    /// The key as a PASERK, `k4.local.…`.
    pub key: String,
}
