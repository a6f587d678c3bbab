//! Idempotency key: a retried placement with the same key makes no second order.

use order_api::limits::KEY_BYTES;

/// 1 to [`KEY_BYTES`] visible ASCII characters, unique within a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(String);

/// The text is not a valid key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an idempotency key is 1 to {KEY_BYTES} visible ASCII characters")]
pub struct InvalidIdempotencyKey;

impl IdempotencyKey {
    /// Validates a key.
    ///
    /// # Errors
    /// [`InvalidIdempotencyKey`] if it is empty, too long or has other characters than visible ASCII.
    pub fn parse(text: &str) -> Result<Self, InvalidIdempotencyKey> {
        let fine =
            (1..=KEY_BYTES).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
        fine.then(|| Self(text.to_owned())).ok_or(InvalidIdempotencyKey)
    }

    /// The key as it was sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_short_visible_ascii() {
        for good in ["a", "0190-4f:x", &"k".repeat(KEY_BYTES)] {
            assert_eq!(IdempotencyKey::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", " ", "a b", "키", "a\n", &"k".repeat(KEY_BYTES + 1)] {
            assert_eq!(IdempotencyKey::parse(bad), Err(InvalidIdempotencyKey), "{bad:?}");
        }
    }
}
