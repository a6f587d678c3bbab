//! Signing in: a PIN for a signed session.

use crate::{Device, Person};
use serde::{Deserialize, Serialize};

/// `POST /api/v1/sessions`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// As typed.
    pub pin: String,
    /// The signed pass of an enrolled device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// Where the attempt comes from, so that guesses from one place are counted together; the surface knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// What to call the device if this enrols it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_name: Option<String>,
}

/// 201: who it is, and what to show from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignedIn {
    /// Who.
    pub person: Person,
    /// Their signed session.
    pub session: String,
    /// The device, if this enrolled it, and its signed pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enrolled: Option<(Device, String)>,
}
