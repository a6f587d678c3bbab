//! Why a text is refused.

use crate::{admin::words::staff_words, shared::ui::Lang};
use jiff::civil::Date;

/// Why a text is refused. Times of day are texts such as `08:00`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InvalidText {
    /// No number from `least` to `most`.
    Number {
        least: i64,
        most: i64,
    },
    /// As `Number`; points or commas are misplaced.
    Separators {
        least: i64,
        most: i64,
    },
    TwoNumbers(i64, i64),
    /// Neither yes nor no.
    Flag,
    Date,
    NoSuchDay,
    /// The year does not have four digits.
    ShortYear,
    TwoDates(Date, Date),
    /// No hours of a day.
    Span,
    /// The start is after the day.
    LateStart,
    /// The end is after noon of the next day.
    LateEnd,
    /// Start and end are equal.
    EmptySpan,
    TwoStarts(String, String),
    TwoEnds {
        late: String,
        early: String,
        /// Whether `early` is on the next day.
        is_next_day: bool,
    },
    /// Two spans overlap at this time.
    Overlap(String),
}

impl InvalidText {
    /// The reason in words.
    pub fn reason_text(&self, lang: Lang) -> String {
        (staff_words(lang).reading.invalid)(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_in_the_readers_language() {
        let invalid = InvalidText::Number { least: 1, most: 99 };
        assert_eq!(invalid.reason_text(Lang::Ko), "1부터 99까지의 숫자를 적어 주세요.");
        assert_eq!(invalid.reason_text(Lang::En), "Enter a number from 1 to 99.");
    }
}
