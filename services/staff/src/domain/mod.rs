//! Rules for PINs and names, and rate limits of guesses: pure functions, without I/O.

mod guess;
mod invalid;
mod name;
mod pin;
mod pin_rules;

pub use guess::{Bound, Bucket, Guess, Place, Source};
pub use invalid::InvalidPerson;
pub use name::Name;
pub use pin::{InvalidPepper, KeptPin, Pepper, Pin, PinHash, PinScheme, Salt};
