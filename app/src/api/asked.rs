//! The fields of the checkout form, as browsers send them.

use order_api::{Cup, Dining};
use serde::{Deserialize, Serialize};

/// What a customer filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Idempotency key, made when checkout opened.
    pub key: String,
    /// Takeout or here.
    pub dining: Dining,
    /// The cup, if it is takeout.
    #[serde(default)]
    pub cup_takeout: Option<Cup>,
    /// The cup, if it is here.
    #[serde(default)]
    pub cup_here: Option<Cup>,
    /// One of the offered times in RFC 3339; `now` or nothing is as soon as it is ready.
    #[serde(default)]
    pub pickup: String,
    /// To be called out.
    #[serde(default)]
    pub name: String,
    /// To the barista.
    #[serde(default)]
    pub note: String,
}
