//! The staff PIN is kept as an argon2 hash only.

use anyhow::{Context as _, ensure};
use argon2::{
    Argon2,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use std::io::Read as _;

/// Shortest PIN, in characters.
const SHORTEST: usize = 4;
/// Longest PIN, in characters; the sign-in form takes no more.
const LONGEST: usize = app::ui::LONGEST_PIN;

/// `server hash-pin`
///
/// # Errors
/// When the PIN is too short or standard input fails.
#[expect(clippy::print_stdout, reason = "the hash is this command's answer")]
pub fn hash_from_stdin() -> anyhow::Result<()> {
    let mut pin = String::new();
    std::io::stdin().take(256).read_to_string(&mut pin).context("cannot read the PIN")?;
    println!("{}", hash(pin.trim())?);
    Ok(())
}

pub fn hash(pin: &str) -> anyhow::Result<String> {
    ensure!(
        (SHORTEST..=LONGEST).contains(&pin.chars().count()),
        "a PIN has {SHORTEST} to {LONGEST} characters"
    );
    let hash = Argon2::default().hash_password(pin.as_bytes()).map_err(|error| anyhow::anyhow!("{error}"))?;
    Ok(hash.to_string())
}

/// Whether `pin` is the one that `hash` was made of; takes tens of milliseconds of a core, on purpose.
pub fn verify(pin: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| Argon2::default().verify_password(pin.as_bytes(), &hash).is_ok())
}

/// Whether the text is a hash that [`verify`] can read.
pub fn is_hash(text: &str) -> bool {
    PasswordHash::new(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_pin_fits_and_a_short_one_is_refused() {
        let hash = hash("246810").unwrap();
        assert!(is_hash(&hash) && verify("246810", &hash));
        assert!(!verify("246811", &hash) && !verify("", &hash) && !verify("246810", "no hash"));
        assert!(super::hash("123").is_err() && super::hash(&"1".repeat(LONGEST + 1)).is_err());
    }
}
