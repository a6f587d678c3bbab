//! What checkout keeps between its opening and the acknowledged order: the idempotency key, so that a retry is the
//! same order, and what was typed, so that a refusal loses nothing.

use super::{context, cookies};
use order_api::Dining;
use serde::{Deserialize, Serialize};

/// An opened checkout.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Checkout {
    /// Idempotency key of the placement.
    pub key: String,
    /// Typed name.
    #[serde(default)]
    pub name: String,
    /// Typed note.
    #[serde(default)]
    pub note: String,
    /// Takeout or here.
    pub dining: Dining,
}

impl Checkout {
    /// The one that is open on this phone, or a new one with a new key; kept either way.
    pub fn open() -> Self {
        let kept = cookies::read(cookies::CHECKOUT).and_then(|json| serde_json::from_str(&json).ok());
        kept.unwrap_or_else(|| {
            let new = Self {
                key: context().fresh_id.to_string(),
                name: String::new(),
                note: String::new(),
                dining: Dining::Takeout,
            };
            new.keep();
            new
        })
    }

    /// Keeps it on the phone. What is too long to be ordered is not kept.
    pub fn keep(&self) {
        let fits = self.name.chars().count() <= order_api::limits::NAME_CHARS
            && self.note.chars().count() <= order_api::limits::NOTE_CHARS
            && self.key.len() <= order_api::limits::KEY_BYTES;
        if let (true, Ok(json)) = (fits, serde_json::to_string(self)) {
            cookies::set_checkout(json);
        }
    }
}
