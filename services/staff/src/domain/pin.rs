//! PINs. A PIN is kept as an Argon2id hash only, made with a salt of its store. So a PIN alone
//! identifies its owner, at the price of one hash a guess regardless of the number of people, and
//! no two people of a store have the same PIN.
//!
//! A salt for each person would need a hash for each person and guess: 200 people are four seconds
//! of a core. The protection against a copied database is the pepper instead, a secret in a file
//! beside the signing key and not in the database.

use super::InvalidPerson;
use argon2::{Algorithm, Argon2, Params, Version};
use staff_api::limits::PIN_CHARS;
use std::{fmt, str::FromStr};

/// Argon2id hash of a PIN.
pub type PinHash = [u8; 32];
/// Salt of a store; it makes equal PINs of two stores different hashes.
pub type Salt = [u8; 16];

/// How a hash was made. It is stored with each hash, so a new default invalidates no PIN: an
/// entered PIN is checked under every scheme in use, and its hash is then made again by the newest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PinScheme {
    /// Argon2id, 19 MiB, two passes, one lane.
    Plain,
    /// The same with the pepper as Argon2's secret.
    Peppered,
}

impl PinScheme {
    /// Its number in the database.
    pub fn to_number(self) -> i64 {
        match self {
            Self::Plain => 0,
            Self::Peppered => 1,
        }
    }

    /// The scheme with this number.
    pub fn from_number(number: i64) -> Option<Self> {
        [Self::Plain, Self::Peppered].into_iter().find(|scheme| scheme.to_number() == number)
    }
}

/// A hash, and the scheme that made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashedPin {
    /// The scheme that made the hash.
    pub scheme: PinScheme,
    /// The hash under that scheme.
    pub hash: PinHash,
}

/// A secret outside of the database that goes into every hash.
#[derive(Clone, PartialEq, Eq)]
pub struct PinPepper([u8; 32]);

impl PinPepper {
    /// A pepper of 32 random bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its text in a file: 64 hexadecimal digits.
    pub fn to_secret_text(&self) -> String {
        hex::encode(self.0)
    }
}

impl fmt::Debug for PinPepper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pepper")
    }
}

/// A text that is no pepper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a pepper is 64 hexadecimal digits")]
pub struct InvalidPepper;

impl FromStr for PinPepper {
    type Err = InvalidPepper;
    fn from_str(text: &str) -> Result<Self, InvalidPepper> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text.trim(), &mut bytes).map_err(|_| InvalidPepper)?;
        Ok(Self(bytes))
    }
}

/// A PIN as it is entered: 4 to 64 characters, none of them white space or a control character. New
/// PINs have stricter rules: `pin_rules.rs`.
#[derive(Clone, PartialEq, Eq)]
pub struct Pin(String);

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin")
    }
}

impl Pin {
    /// Parses a PIN as it is entered.
    ///
    /// # Errors
    /// [`InvalidPerson::Pin`]
    pub fn parse(text: &str) -> Result<Self, InvalidPerson> {
        let fits = PIN_CHARS.contains(&text.chars().count())
            && !text.chars().any(|c| c.is_control() || c.is_whitespace());
        fits.then(|| Self(text.to_owned())).ok_or(InvalidPerson::Pin)
    }

    /// The text that was entered.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Hashes the PIN, which takes tens of milliseconds of a core on purpose. With a `pepper` the
    /// scheme is [`PinScheme::Peppered`].
    ///
    /// # Errors
    /// When the system has no memory for the hash.
    pub fn hash(
        &self,
        salt: &Salt,
        pepper: Option<&PinPepper>,
    ) -> Result<HashedPin, argon2::Error> {
        let algorithm = Algorithm::Argon2id;
        let version = Version::V0x13;
        let params = Params::new(19 * 1_024, 2, 1, Some(32))?;
        let (scheme, argon2) = match pepper {
            None => (PinScheme::Plain, Argon2::new(algorithm, version, params)),
            Some(PinPepper(secret)) => {
                (PinScheme::Peppered, Argon2::new_with_secret(secret, algorithm, version, params)?)
            }
        };
        let mut hash = PinHash::default();
        argon2.hash_password_into(self.0.as_bytes(), salt, &mut hash)?;
        Ok(HashedPin { scheme, hash })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_bounded_and_its_hash_is_the_stores() {
        for bad in ["", "123", "12 4", "1234\n", &"1".repeat(65)] {
            assert_eq!(Pin::parse(bad), Err(InvalidPerson::Pin), "{bad:?}");
        }
        let pin = Pin::parse("246810").unwrap();
        let hash = pin.hash(&[1; 16], None).unwrap();
        assert_eq!(hash, pin.hash(&[1; 16], None).unwrap());
        assert_ne!(hash, pin.hash(&[2; 16], None).unwrap());
        assert_ne!(hash, Pin::parse("246811").unwrap().hash(&[1; 16], None).unwrap());
        assert_eq!(format!("{pin:?}"), "Pin");
    }

    #[test]
    fn a_hash_of_before_there_were_schemes_is_the_plain_one() {
        let pin = Pin::parse("246810").unwrap();
        let mut before = PinHash::default();
        Argon2::default().hash_password_into(b"246810", &[1; 16], &mut before).unwrap();
        let plain = pin.hash(&[1; 16], None).unwrap();
        assert_eq!((plain.scheme, plain.hash), (PinScheme::Plain, before));
    }

    #[test]
    fn a_pepper_makes_another_hash_and_is_read_as_it_is_written() {
        let [one, other] = [[7; 32], [8; 32]].map(PinPepper::new);
        let pin = Pin::parse("246810").unwrap();
        let hashes =
            [None, Some(&one), Some(&other)].map(|pepper| pin.hash(&[1; 16], pepper).unwrap().hash);
        assert!(hashes[0] != hashes[1] && hashes[1] != hashes[2] && hashes[0] != hashes[2]);
        assert_eq!(format!("{}\n", one.to_secret_text()).parse(), Ok(one.clone()));
        assert_eq!(format!("{one:?}"), "Pepper");
        for nonsense in ["", "07", &"0".repeat(65), &"g".repeat(64), &"길".repeat(64)] {
            assert_eq!(nonsense.parse::<PinPepper>(), Err(InvalidPepper));
        }
    }
}
