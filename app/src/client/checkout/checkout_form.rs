//! The fields of the checkout form, as browsers send them.

use order_api::{CupKind, DiningMode};
use serde::{Deserialize, Serialize};

/// What a customer entered at checkout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckoutForm {
    /// Idempotency key, generated when checkout opened.
    pub key: String,
    pub dining: DiningMode,
    /// The cup chosen for takeout.
    #[serde(default)]
    pub cup_takeout: Option<CupKind>,
    /// The cup chosen for drinking here.
    #[serde(default)]
    pub cup_here: Option<CupKind>,
    /// One of the offered times in RFC 3339; `now` or empty means as soon as possible.
    #[serde(default)]
    pub pickup: String,
    /// The name that the counter calls out.
    #[serde(default)]
    pub name: String,
    /// A note to the barista.
    #[serde(default)]
    pub note: String,
}
