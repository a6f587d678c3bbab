//! Rules of orders and printers, independent of HTTP and of the database.
//!
//! The wire types are parsed here once. A value of these types is always valid, so the store does
//! not validate again.

mod change;
mod draft;
mod fault;
mod key;
mod printer;
mod sums;

pub use change::{ChangeDecision, ChangeRefusal, OrderChange, RefusalReason};
pub(crate) use draft::{FORGET_DAYS, LEAD_TIME_MAX_S, PICKUPS_PATTERN, TERMS_S};
pub use draft::{OrderPlacement, OrderingPhone, ValidOrder};
pub use fault::{InvalidRequest, RequestFault};
pub use key::{IdempotencyKey, InvalidIdempotencyKey};
pub(crate) use printer::ADDRESS_PATTERN;
pub use printer::{PrinterSetup, parse_printer_address};
