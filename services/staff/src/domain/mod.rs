//! Rules for PINs and names, and rate limits of guesses: pure functions, without I/O.

mod guess;
mod invalid;
mod name;
mod pin;
mod pin_rules;

pub use guess::{GuessAddress, GuessBound, GuessSource, PinGuess, TokenBucket};
pub use invalid::InvalidPerson;
pub use name::StaffName;
pub use pin::{HashedPin, InvalidPepper, Pin, PinHash, PinPepper, PinScheme, Salt};
