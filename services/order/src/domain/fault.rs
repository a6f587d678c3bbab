//! Validation errors of requests. Each has a stable code for programs to compare.

use order_api::limits;

macro_rules! faults {
    ($($name:ident $code:literal: $message:literal $(, $bound:expr)?;)+) => {
        /// A validation rule that a request breaks.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
        pub enum RequestFault {
            $(#[error($message $(, $bound)?)] $name,)+
        }

        impl RequestFault {
            /// The codes of all faults.
            pub const CODES: &[&str] = &[$($code),+];

            /// Stable code of the fault.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)+
                }
            }
        }
    };
}

faults! {
    WrongLineTotal "wrong_line_total": "line_total is not quantity × (unit_price + Σ option price × option quantity)";
    WrongTotal "wrong_total": "total is not the sum of the lines";
    InvalidQuantity "invalid_quantity": "a quantity is 1 to {}", limits::QUANTITY;
    InvalidOptionQuantity "invalid_option_quantity": "an option's quantity is 1 to {}", limits::QUANTITY;
    DoubledOption "doubled_option": "an option stands on a line twice";
    NegativePrice "negative_price": "a price is negative";
    AmountOutOfRange "amount_out_of_range": "an amount does not fit 64 bits";
    NoLines "no_lines": "an order has at least one line";
    TooManyLines "too_many_lines": "an order has at most {} lines", limits::LINES;
    TooManyOptions "too_many_options": "a line has at most {} options", limits::OPTIONS;
    NameTooLong "name_too_long": "a customer's name has at most {} characters", limits::NAME_CHARS;
    NoteTooLong "note_too_long": "a note has at most {} characters", limits::NOTE_CHARS;
    TextTooLong "text_too_long": "a name of an item, group or option has at most {} characters", limits::TEXT_CHARS;
    ReasonTooLong "reason_too_long": "a reason has at most {} characters", limits::REASON_CHARS;
    InvalidText "invalid_text": "a text contains control characters, or some that are not seen or turn it around";
    InvalidCurrency "invalid_currency": "a currency is three capital letters (ISO 4217)";
    InvalidZone "invalid_zone": "the zone is no IANA time zone";
    InvalidStore "invalid_store": "a store id is 1 to {} characters without control characters", limits::ID_CHARS;
    InvalidSession "invalid_session": "a session is 1 to {} characters without control characters", limits::ID_CHARS;
    InvalidItem "invalid_item": "an item id is 1 to {} characters without control characters", limits::ID_CHARS;
    InvalidOption "invalid_option": "an option id is 1 to {} characters without control characters", limits::ID_CHARS;
    InvalidLeadTime "invalid_lead_time": "lead_time_s is at most a week";
    InvalidPickup "invalid_pickup": "pickup_at is a time in the years 2000 to 2999";
    InvalidOpening "invalid_opening": "opening begins and ends in the years 2000 to 2999";
    InvalidDay "invalid_day": "day_begins_hour is 0 to {}", limits::DAY_BEGINS_HOUR;
    InvalidTerms "invalid_terms": "accept_within_s and hold_s are 1 second to a week, forget_after_days 1 to 365";
    InvalidPromise "invalid_promise": "promised_at is a time in the years 2000 to 2999";
    InvalidPrinterName "invalid_printer_name": "a printer's name is 1 to {} characters without control characters", limits::NAME_CHARS;
    InvalidAddress "invalid_address": "a printer's address is one of a private network and a port, such as 192.168.0.50:9100";
}

/// A fault, with the line it is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{fault}")]
pub struct InvalidRequest {
    /// The broken rule.
    pub fault: RequestFault,
    /// Index into `lines`, if the fault is on one line.
    pub line: Option<usize>,
}

impl InvalidRequest {
    /// Assigns a fault to one line.
    pub(super) fn on_line(line: usize) -> impl FnOnce(RequestFault) -> Self {
        move |fault| Self { fault, line: Some(line) }
    }
}

impl From<RequestFault> for InvalidRequest {
    fn from(fault: RequestFault) -> Self {
        Self { fault, line: None }
    }
}

/// Checks a text that a person types: besides control characters, it refuses hidden ones and those
/// that change the text direction.
pub(super) fn check_typed_text(
    text: &str,
    most_chars: usize,
    too_long: RequestFault,
) -> Result<(), RequestFault> {
    if staff_api::text::has_hidden(text) {
        return Err(RequestFault::InvalidText);
    }
    check_text(text, most_chars, too_long)
}

/// Refuses control characters: Postgres cannot store a NUL, and an escape sequence must not reach a
/// receipt.
pub(super) fn check_text(
    text: &str,
    most_chars: usize,
    too_long: RequestFault,
) -> Result<(), RequestFault> {
    if text.chars().any(char::is_control) {
        return Err(RequestFault::InvalidText);
    }
    if text.chars().nth(most_chars).is_some() { Err(too_long) } else { Ok(()) }
}

/// Checks an opaque id from another system. The limit is in characters, since a JSON schema counts
/// characters.
pub(super) fn check_id(id: &str, fault: RequestFault) -> Result<(), RequestFault> {
    let fine =
        (1..=limits::ID_CHARS).contains(&id.chars().count()) && !id.chars().any(char::is_control);
    if fine { Ok(()) } else { Err(fault) }
}
