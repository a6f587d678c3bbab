//! Key of activity stamps: the time of a person's last action in a session, which the surfaces
//! share by a cookie.
//!
//! It is derived from the signing key, so all replicas of the staff service hand out the same key,
//! and no deployment has one more secret. Every surface with the key reads the stamps of all
//! surfaces; without it a stamp can be neither read nor made.

use crate::{InvalidKey, SigningKey, keys::paserk_text};
use jiff::Timestamp;
use pasetors::{
    Local,
    keys::{Generate as _, SymmetricKey},
    token::UntrustedToken,
    version4::{LocalToken, V4},
};
use sha2::{Digest as _, Sha256};

/// Makes and reads activity stamps.
pub struct ActivityKey(SymmetricKey<V4>);

secret_key!(ActivityKey, SymmetricKey);

impl ActivityKey {
    /// A new key from the system's randomness.
    ///
    /// # Errors
    /// When the system has none.
    pub fn generate() -> Result<Self, InvalidKey> {
        SymmetricKey::generate().map(Self).map_err(|_| InvalidKey)
    }

    /// The key that belongs to a signing key: the digest of a text that only that key can sign, and
    /// that is never published.
    ///
    /// # Errors
    /// When the signing key is invalid.
    pub fn derive_from(key: &SigningKey) -> Result<Self, InvalidKey> {
        let secret = Sha256::digest(key.sign_for(b"jumun activity key", b"1")?.as_bytes());
        SymmetricKey::from(&secret).map(Self).map_err(|_| InvalidKey)
    }

    /// Its text as it is handed out, `k4.local.…`.
    pub fn to_secret_text(&self) -> String {
        paserk_text(&self.0)
    }

    /// A stamp of an action at `at` in the session with this token; it is void in any other
    /// session.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn make_stamp(&self, session: &str, at: Timestamp) -> Result<String, InvalidKey> {
        let at = at.as_millisecond().to_string();
        LocalToken::encrypt(&self.0, at.as_bytes(), None, Some(session.as_bytes()))
            .map_err(|_| InvalidKey)
    }

    /// The time of the stamp, if it was made with this key and for this session.
    pub fn read_stamp(&self, session: &str, stamp: &str) -> Option<Timestamp> {
        let untrusted = UntrustedToken::<Local, V4>::try_from(stamp).ok()?;
        let trusted =
            LocalToken::decrypt(&self.0, &untrusted, None, Some(session.as_bytes())).ok()?;
        Timestamp::from_millisecond(trusted.payload().parse().ok()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_of_one_key_and_one_session() {
        let signing = SigningKey::generate().unwrap();
        let [key, again] = [(); 2].map(|()| ActivityKey::derive_from(&signing).unwrap());
        let handed_on: ActivityKey = again.to_secret_text().parse().unwrap();
        let at = Timestamp::from_millisecond(1_234_567).unwrap();
        let stamp = key.make_stamp("session", at).unwrap();
        assert_eq!(handed_on.read_stamp("session", &stamp), Some(at));
        assert_eq!(handed_on.read_stamp("another", &stamp), None);
        assert_eq!(ActivityKey::generate().unwrap().read_stamp("session", &stamp), None);
        for forged in ["", "1234567", &stamp[..stamp.len() - 2], &format!("{stamp}AA")] {
            assert_eq!(key.read_stamp("session", forged), None);
        }
        assert_eq!(format!("{key:?}"), "ActivityKey");
    }
}
