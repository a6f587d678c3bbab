//! What an order may be and become, without HTTP and without a database.
//!
//! Everything here takes the wire's types apart once; behind these types nothing can be invalid, so the store never
//! has to ask again.

mod change;
mod draft;
mod fault;
mod key;
mod printer;
mod sums;

pub use change::{Change, Decision, Refused, Why};
pub use draft::{Draft, Phone, Placement};
pub(crate) use draft::{FORGET_DAYS, LEAD_TIME_MAX_S, PICKUPS_PATTERN, TERMS_S};
pub use fault::{Fault, Invalid};
pub use key::{IdempotencyKey, InvalidKey};
pub(crate) use printer::ADDRESS_PATTERN;
pub use printer::{PrinterSetup, address};
