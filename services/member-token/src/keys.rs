//! The key that signs, and its public half.

use jiff::Timestamp;
use member_api::Token;
use pasetors::{
    Public,
    keys::{AsymmetricKeyPair, AsymmetricPublicKey, AsymmetricSecretKey, Generate as _},
    paserk::FormatAsPaserk as _,
    token::UntrustedToken,
    version4::{PublicToken, V4},
};
use std::{fmt, str::FromStr};

/// A token belongs to this use of the key and to no other.
const PURPOSE: &[u8] = b"jumun staff";

/// The text is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key is a PASERK: k4.secret.… signs, k4.public.… checks")]
pub struct InvalidKey;

/// Signs tokens; the member service's alone.
pub struct SigningKey(AsymmetricSecretKey<V4>);

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey")
    }
}

impl FromStr for SigningKey {
    type Err = InvalidKey;
    fn from_str(text: &str) -> Result<Self, InvalidKey> {
        AsymmetricSecretKey::try_from(text.trim()).map(Self).map_err(|_| InvalidKey)
    }
}

impl SigningKey {
    /// A new one, from the system's randomness.
    ///
    /// # Errors
    /// When the system has none.
    pub fn generate() -> Result<Self, InvalidKey> {
        AsymmetricKeyPair::<V4>::generate().map(|pair| Self(pair.secret)).map_err(|_| InvalidKey)
    }

    /// As it is kept in a file, `k4.secret.…`.
    pub fn to_secret_text(&self) -> String {
        let mut text = String::new();
        let _infallible = self.0.fmt(&mut text);
        text
    }

    /// What checks its tokens.
    ///
    /// # Errors
    /// When the key is none.
    pub fn public(&self) -> Result<PublicKey, InvalidKey> {
        AsymmetricPublicKey::try_from(&self.0).map(PublicKey).map_err(|_| InvalidKey)
    }

    /// The token as text; it is signed, not encrypted.
    ///
    /// # Errors
    /// When the key is none.
    pub fn sign(&self, token: &Token) -> Result<String, InvalidKey> {
        let content = serde_json::to_vec(token).map_err(|_| InvalidKey)?;
        PublicToken::sign(&self.0, &content, None, Some(PURPOSE)).map_err(|_| InvalidKey)
    }
}

/// Checks tokens.
#[derive(Debug, Clone)]
pub struct PublicKey(AsymmetricPublicKey<V4>);

impl FromStr for PublicKey {
    type Err = InvalidKey;
    fn from_str(text: &str) -> Result<Self, InvalidKey> {
        AsymmetricPublicKey::try_from(text.trim()).map(Self).map_err(|_| InvalidKey)
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl PublicKey {
    /// What the text says, if its key signed it and it holds at `now`.
    pub fn read(&self, text: &str, now: Timestamp) -> Option<Token> {
        let untrusted = UntrustedToken::<Public, V4>::try_from(text).ok()?;
        let trusted = PublicToken::verify(&self.0, &untrusted, None, Some(PURPOSE)).ok()?;
        let token = serde_json::from_str(trusted.payload()).ok()?;
        match &token {
            Token::Session(session) if session.until <= now => None,
            _ => Some(token),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::SignedDuration;
    use member_api::{DeviceId, DevicePass, Person, PersonId, Role, Session};
    use uuid::Uuid;

    #[test]
    fn only_what_this_key_signed_is_read_and_only_while_it_holds() {
        let now = Timestamp::UNIX_EPOCH;
        let key = SigningKey::generate().unwrap();
        let key: SigningKey = key.to_secret_text().parse().unwrap();
        let public: PublicKey = key.public().unwrap().to_string().parse().unwrap();
        let person = Person { id: PersonId(Uuid::nil()), name: "지훈".to_owned(), role: Role::Manager };
        let (store, device) = ("main".to_owned(), DeviceId(Uuid::nil()));
        let until = now + SignedDuration::from_hours(1);
        let session = Token::Session(Session { person, store: store.clone(), device, since: now, until });
        let text = key.sign(&session).unwrap();
        assert_eq!(public.read(&text, now), Some(session));
        assert_eq!(public.read(&text, until), None);
        let device = Token::Device(DevicePass { id: device, store });
        assert_eq!(public.read(&key.sign(&device).unwrap(), until), Some(device));

        let other = SigningKey::generate().unwrap().public().unwrap();
        assert_eq!(other.read(&text, now), None);
        for (at, _) in text.char_indices() {
            let mut forged = text.clone().into_bytes();
            forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
            assert_eq!(public.read(&String::from_utf8(forged).unwrap(), now), None, "{at}");
        }
        for nonsense in ["", "v4.public.", "v4.public.AAAA", "k4.public.AAAA"] {
            assert_eq!(public.read(nonsense, now), None);
            assert!(nonsense.parse::<PublicKey>().is_err() && nonsense.parse::<SigningKey>().is_err());
        }
    }
}
