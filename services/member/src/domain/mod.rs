//! What a PIN and a name may be, and how often may be guessed. Pure.

mod guess;
mod invalid;
mod name;
mod pin;
mod pin_rules;

pub use guess::{Bound, Bucket, Guess, Place, Source};
pub use invalid::Invalid;
pub use name::Name;
pub use pin::{InvalidPepper, KeptPin, Pepper, Pin, PinHash, PinScheme, Salt};
