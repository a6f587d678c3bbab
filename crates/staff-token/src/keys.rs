//! Keys that sign tokens, and their public halves. A token carries the id of its key in its footer,
//! so several keys can be in use while one replaces another; a token without an id is checked
//! against all of them.

use jiff::Timestamp;
use pasetors::{
    Public,
    keys::{AsymmetricKeyPair, AsymmetricPublicKey, AsymmetricSecretKey, Generate as _},
    paserk::{FormatAsPaserk, Id},
    token::UntrustedToken,
    version4::{PublicToken, V4},
};
use serde::de::DeserializeOwned;
use staff_api::{SignedRoster, StaffClaims, StaffRoster};
use std::{fmt, str::FromStr};

/// Implicit assertion of tokens, so that a signature for another purpose is no token.
const STAFF: &[u8] = b"jumun staff";
/// Implicit assertion of rosters.
const ROSTER: &[u8] = b"jumun roster";

/// A text or a value that is no valid key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key is a PASERK: k4.secret.… signs, k4.public.… checks; several are joined by commas")]
pub struct InvalidKey;

/// Signs tokens; only the staff service has it.
pub struct SigningKey(AsymmetricSecretKey<V4>);

secret_key!(SigningKey, AsymmetricSecretKey);

impl SigningKey {
    /// A new key from the system's randomness.
    ///
    /// # Errors
    /// When the system has none.
    pub fn generate() -> Result<Self, InvalidKey> {
        AsymmetricKeyPair::<V4>::generate().map(|pair| Self(pair.secret)).map_err(|_| InvalidKey)
    }

    /// Its text in a file, `k4.secret.…`.
    pub fn to_secret_text(&self) -> String {
        paserk_text(&self.0)
    }

    /// The public half, which checks its tokens.
    ///
    /// # Errors
    /// When the key is invalid.
    pub fn public_key(&self) -> Result<PublicKey, InvalidKey> {
        let key = AsymmetricPublicKey::try_from(&self.0).map_err(|_| InvalidKey)?;
        Ok(PublicKey { id: paserk_text(&Id::from(&key)), key })
    }

    /// The token as text; it is signed, not encrypted.
    ///
    /// # Errors
    /// When the key is invalid.
    pub fn sign_token(&self, token: &StaffClaims) -> Result<String, InvalidKey> {
        self.sign_for(STAFF, &serde_json::to_vec(token).map_err(|_| InvalidKey)?)
    }

    /// The signed roster, which any holder can hand on. Equal rosters make equal texts.
    ///
    /// # Errors
    /// When the key is invalid.
    pub fn sign_roster(&self, roster: &StaffRoster) -> Result<SignedRoster, InvalidKey> {
        let signed = self.sign_for(ROSTER, &serde_json::to_vec(roster).map_err(|_| InvalidKey)?)?;
        Ok(SignedRoster { signed })
    }

    pub(crate) fn sign_for(&self, purpose: &[u8], content: &[u8]) -> Result<String, InvalidKey> {
        let id = self.public_key()?.id;
        PublicToken::sign(&self.0, content, Some(id.as_bytes()), Some(purpose))
            .map_err(|_| InvalidKey)
    }
}

/// Checks the tokens of one key.
#[derive(Debug, Clone)]
pub struct PublicKey {
    /// Its PASERK id, `k4.pid.…`.
    id: String,
    key: AsymmetricPublicKey<V4>,
}

impl FromStr for PublicKey {
    type Err = InvalidKey;
    fn from_str(text: &str) -> Result<Self, InvalidKey> {
        let key = AsymmetricPublicKey::try_from(text.trim()).map_err(|_| InvalidKey)?;
        Ok(Self { id: paserk_text(&Id::from(&key)), key })
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        FormatAsPaserk::fmt(&self.key, f)
    }
}

/// The keys whose tokens count: the one that signs now and, during a replacement, the ones before
/// it. Never empty.
#[derive(Debug, Clone)]
pub struct PublicKeys(Vec<PublicKey>);

impl From<PublicKey> for PublicKeys {
    fn from(key: PublicKey) -> Self {
        Self(vec![key])
    }
}

impl FromStr for PublicKeys {
    type Err = InvalidKey;
    fn from_str(text: &str) -> Result<Self, InvalidKey> {
        text.split(',').map(str::parse).collect::<Result<_, _>>().map(Self)
    }
}

impl fmt::Display for PublicKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys: Vec<_> = self.0.iter().map(PublicKey::to_string).collect();
        f.write_str(&keys.join(","))
    }
}

impl PublicKeys {
    /// These keys and others.
    #[must_use]
    pub fn with_others(mut self, others: Option<Self>) -> Self {
        self.0.extend(others.into_iter().flat_map(|others| others.0));
        self
    }

    /// The content of a token, if one of these keys signed it and it is valid at `now`.
    pub fn verify_token(&self, text: &str, now: Timestamp) -> Option<StaffClaims> {
        let token = self.verify_for(STAFF, text)?;
        match &token {
            StaffClaims::Session(session) if session.until <= now => None,
            _ => Some(token),
        }
    }

    /// The content of a signed roster, if one of these keys signed it.
    pub fn verify_roster(&self, roster: &SignedRoster) -> Option<StaffRoster> {
        self.verify_for(ROSTER, &roster.signed)
    }

    fn verify_for<T: DeserializeOwned>(&self, purpose: &[u8], text: &str) -> Option<T> {
        let untrusted = UntrustedToken::<Public, V4>::try_from(text).ok()?;
        let id = untrusted.untrusted_footer();
        let fits = |key: &&PublicKey| id.is_empty() || id == key.id.as_bytes();
        self.0.iter().filter(fits).find_map(|PublicKey { key, .. }| {
            let trusted = PublicToken::verify(key, &untrusted, None, Some(purpose)).ok()?;
            serde_json::from_str(trusted.payload()).ok()
        })
    }
}

pub(crate) fn paserk_text(key: &impl FormatAsPaserk) -> String {
    let mut text = String::new();
    let _infallible = key.fmt(&mut text);
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::SignedDuration;
    use staff_api::{DeviceId, DevicePass, PersonId, StaffPerson, StaffRole, StaffSession};
    use uuid::Uuid;

    #[test]
    fn only_what_this_key_signed_is_read_and_only_while_it_holds() {
        let now = Timestamp::UNIX_EPOCH;
        let key = SigningKey::generate().unwrap();
        let key: SigningKey = key.to_secret_text().parse().unwrap();
        let public: PublicKeys = key.public_key().unwrap().to_string().parse().unwrap();
        let person = StaffPerson {
            id: PersonId(Uuid::nil()),
            name: "지훈".to_owned(),
            role: StaffRole::Manager,
        };
        let store = "main".to_owned();
        let device = DeviceId(Uuid::nil());
        let until = now + SignedDuration::from_hours(1);
        let session = StaffClaims::Session(StaffSession {
            person,
            store: store.clone(),
            device,
            since: now,
            until,
            is_pin_generated: false,
        });
        let text = key.sign_token(&session).unwrap();
        assert_eq!(public.verify_token(&text, now), Some(session));
        assert_eq!(public.verify_token(&text, until), None);
        let device = StaffClaims::Device(DevicePass { id: device, store });
        assert_eq!(public.verify_token(&key.sign_token(&device).unwrap(), until), Some(device));

        let other = PublicKeys::from(SigningKey::generate().unwrap().public_key().unwrap());
        assert_eq!(other.verify_token(&text, now), None);
        for (at, _) in text.char_indices() {
            let mut forged = text.clone().into_bytes();
            forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
            assert_eq!(public.verify_token(&String::from_utf8(forged).unwrap(), now), None, "{at}");
        }
        for nonsense in ["", "v4.public.", "v4.public.AAAA", "k4.public.AAAA"] {
            assert_eq!(public.verify_token(nonsense, now), None);
            assert!(
                nonsense.parse::<PublicKeys>().is_err() && nonsense.parse::<SigningKey>().is_err()
            );
        }
    }

    #[test]
    fn a_replaced_key_goes_on_checking_what_it_signed_until_it_is_retired() {
        let now = Timestamp::UNIX_EPOCH;
        let [old, new] = [(); 2].map(|()| SigningKey::generate().unwrap());
        let pass =
            StaffClaims::Device(DevicePass { id: DeviceId(Uuid::nil()), store: "main".to_owned() });
        let [by_old, by_new] = [&old, &new].map(|key| key.sign_token(&pass).unwrap());
        let content = serde_json::to_vec(&pass).unwrap();
        let without_id = PublicToken::sign(&old.0, &content, None, Some(STAFF)).unwrap();
        let [old, new] = [old, new].map(|key| key.public_key().unwrap());
        let both: PublicKeys = format!("{new},{old}").parse().unwrap();
        assert_eq!(both.to_string().parse::<PublicKeys>().unwrap().0.len(), 2);
        for token in [&by_old, &by_new, &without_id] {
            assert_eq!(both.verify_token(token, now).as_ref(), Some(&pass));
        }
        let retired = PublicKeys::from(new);
        assert_eq!(retired.verify_token(&by_new, now), Some(pass));
        assert_eq!(
            (retired.verify_token(&by_old, now), retired.verify_token(&without_id, now)),
            (None, None)
        );
    }

    #[test]
    fn a_roster_is_no_token_and_a_token_no_roster() {
        let key = SigningKey::generate().unwrap();
        let keys = PublicKeys::from(key.public_key().unwrap());
        let roster =
            StaffRoster { store: "main".to_owned(), version: 7, people: vec![], devices: vec![] };
        let signed = key.sign_roster(&roster).unwrap();
        assert_eq!(keys.verify_roster(&signed), Some(roster));
        assert_eq!(keys.verify_token(&signed.signed, Timestamp::UNIX_EPOCH), None);
        let pass =
            StaffClaims::Device(DevicePass { id: DeviceId(Uuid::nil()), store: "main".to_owned() });
        assert_eq!(
            keys.verify_roster(&SignedRoster { signed: key.sign_token(&pass).unwrap() }),
            None
        );
    }
}
