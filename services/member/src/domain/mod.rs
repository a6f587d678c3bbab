//! What a PIN and a name may be, and how often may be guessed. Pure.

mod guess;
mod invalid;
mod name;
mod pin;

pub use guess::{Bound, Guess, Source};
pub use invalid::Invalid;
pub use name::Name;
pub use pin::{Pin, PinHash, Salt};
