//! Why a placement or a transition cannot be taken: each fault has a stable code that programs compare.

use order_api::limits;

/// A rule that is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("line_total is not quantity × (unit_price + Σ option price × option quantity)")]
    WrongLineTotal,
    #[error("total is not the sum of the lines")]
    WrongTotal,
    #[error("a quantity is 1 to {}", limits::QUANTITY)]
    InvalidQuantity,
    #[error("an option's quantity is 1 to {}", limits::QUANTITY)]
    InvalidOptionQuantity,
    #[error("an option stands on a line twice")]
    DoubledOption,
    #[error("a price is negative")]
    NegativePrice,
    #[error("an amount does not fit 64 bits")]
    AmountOutOfRange,
    #[error("an order has at least one line")]
    NoLines,
    #[error("an order has at most {} lines", limits::LINES)]
    TooManyLines,
    #[error("a line has at most {} options", limits::OPTIONS)]
    TooManyOptions,
    #[error("a customer's name has at most {} characters", limits::NAME_CHARS)]
    NameTooLong,
    #[error("a note has at most {} characters", limits::NOTE_CHARS)]
    NoteTooLong,
    #[error("a name of an item, group or option has at most {} characters", limits::TEXT_CHARS)]
    TextTooLong,
    #[error("a reason has at most {} characters", limits::REASON_CHARS)]
    ReasonTooLong,
    #[error("a text contains control characters")]
    InvalidText,
    #[error("a currency is three capital letters (ISO 4217)")]
    InvalidCurrency,
    #[error("the zone is no IANA time zone")]
    InvalidZone,
    #[error("a store id is 1 to {} bytes without control characters", limits::ID_BYTES)]
    InvalidStore,
    #[error("a session is 1 to {} bytes without control characters", limits::ID_BYTES)]
    InvalidSession,
    #[error("an item id is 1 to {} bytes without control characters", limits::ID_BYTES)]
    InvalidItem,
    #[error("an option id is 1 to {} bytes without control characters", limits::ID_BYTES)]
    InvalidOption,
    #[error("lead_time_s is at most a week")]
    InvalidLeadTime,
}

impl Fault {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::WrongLineTotal => "wrong_line_total",
            Self::WrongTotal => "wrong_total",
            Self::InvalidQuantity => "invalid_quantity",
            Self::InvalidOptionQuantity => "invalid_option_quantity",
            Self::DoubledOption => "doubled_option",
            Self::NegativePrice => "negative_price",
            Self::AmountOutOfRange => "amount_out_of_range",
            Self::NoLines => "no_lines",
            Self::TooManyLines => "too_many_lines",
            Self::TooManyOptions => "too_many_options",
            Self::NameTooLong => "name_too_long",
            Self::NoteTooLong => "note_too_long",
            Self::TextTooLong => "text_too_long",
            Self::ReasonTooLong => "reason_too_long",
            Self::InvalidText => "invalid_text",
            Self::InvalidCurrency => "invalid_currency",
            Self::InvalidZone => "invalid_zone",
            Self::InvalidStore => "invalid_store",
            Self::InvalidSession => "invalid_session",
            Self::InvalidItem => "invalid_item",
            Self::InvalidOption => "invalid_option",
            Self::InvalidLeadTime => "invalid_lead_time",
        }
    }
}

/// A fault, and the line that has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{fault}")]
pub struct Invalid {
    /// The broken rule.
    pub fault: Fault,
    /// Index into `lines`, when one line is at fault.
    pub line: Option<usize>,
}

impl Invalid {
    /// The fault of one line.
    pub(super) fn on_line(line: usize) -> impl FnOnce(Fault) -> Self {
        move |fault| Self { fault, line: Some(line) }
    }
}

impl From<Fault> for Invalid {
    fn from(fault: Fault) -> Self {
        Self { fault, line: None }
    }
}

/// Refuses control characters: a NUL cannot be stored by Postgres, an escape sequence has no place on a receipt.
pub(super) fn text(text: &str, most_chars: usize, too_long: Fault) -> Result<(), Fault> {
    if text.chars().any(char::is_control) {
        return Err(Fault::InvalidText);
    }
    if text.chars().nth(most_chars).is_some() { Err(too_long) } else { Ok(()) }
}

/// An opaque id of somebody else's.
pub(super) fn id(id: &str, fault: Fault) -> Result<(), Fault> {
    let fine = (1..=limits::ID_BYTES).contains(&id.len()) && !id.chars().any(char::is_control);
    if fine { Ok(()) } else { Err(fault) }
}
