//! Signing in: exchanges a PIN for a signed session.

use crate::{EnrolledDevice, StaffPerson};
use serde::{Deserialize, Serialize};

/// Body of `POST /api/v1/sessions`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The PIN as typed.
    pub pin: String,
    /// The signed pass of an enrolled device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// Network address of the attempt, as the surface knows it; guesses from one address are
    /// counted together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Name of the device, if the sign-in enrols it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_name: Option<String>,
}

/// Answer to a sign-in: the person, and the tokens to send from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignedIn {
    /// The person who is signed in.
    pub person: StaffPerson,
    /// Their signed session.
    pub session: String,
    /// The device and its signed pass, if the sign-in enrolled it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enrolled: Option<(EnrolledDevice, String)>,
}
