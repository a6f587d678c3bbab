//! PINs. One is kept as an Argon2id hash only, made with a salt of its store: so a PIN alone says who somebody is, at the price of
//! one hash for a guess however many people there are, and no two people of a store have the same.

use super::Invalid;
use argon2::Argon2;
use member_api::limits::PIN_CHARS;
use std::fmt;

/// What is kept of a PIN.
pub type PinHash = [u8; 32];
/// Makes equal PINs of two stores different hashes.
pub type Salt = [u8; 16];

/// 4 to 32 characters, none of them white space or a control character.
#[derive(Clone, PartialEq, Eq)]
pub struct Pin(String);

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin")
    }
}

impl Pin {
    /// # Errors
    /// [`Invalid::Pin`]
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let fits = PIN_CHARS.contains(&text.chars().count())
            && !text.chars().any(|c| c.is_control() || c.is_whitespace());
        fits.then(|| Self(text.to_owned())).ok_or(Invalid::Pin)
    }

    /// Takes tens of milliseconds of a core, on purpose.
    ///
    /// # Errors
    /// When the system has no memory for it.
    pub fn hash(&self, salt: &Salt) -> Result<PinHash, argon2::Error> {
        let mut hash = PinHash::default();
        Argon2::default().hash_password_into(self.0.as_bytes(), salt, &mut hash)?;
        Ok(hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_bounded_and_its_hash_is_the_stores() {
        for bad in ["", "123", "12 4", "1234\n", &"1".repeat(33)] {
            assert_eq!(Pin::parse(bad), Err(Invalid::Pin), "{bad:?}");
        }
        let pin = Pin::parse("246810").unwrap();
        let hash = pin.hash(&[1; 16]).unwrap();
        assert_eq!(hash, pin.hash(&[1; 16]).unwrap());
        assert_ne!(hash, pin.hash(&[2; 16]).unwrap());
        assert_ne!(hash, Pin::parse("246811").unwrap().hash(&[1; 16]).unwrap());
        assert_eq!(format!("{pin:?}"), "Pin");
    }
}
