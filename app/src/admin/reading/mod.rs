//! Parsers for numbers, hours, dates and yes/no as people and spreadsheets write them: one function
//! for each, shared by forms and tables. An ambiguous text is refused with the reason and never
//! guessed.

mod date;
mod flag;
mod number;
mod span;

pub use date::read_date;
pub use flag::read_flag;
pub use number::{DecimalDigits, read_number};
pub use span::{read_spans, split_list};

pub use crate::admin::words::invalid_text::InvalidText;

/// A value, or why the text is none.
pub type Reading<T> = Result<T, InvalidText>;

use unicode_normalization::UnicodeNormalization as _;

/// Normalizes a text: full-width letters become plain, every dash becomes `-` (also U+3161, which
/// NFKC makes U+1173), every run of spaces becomes one, and letters become lower case.
fn fold_text(text: &str) -> String {
    let plain = |letter| match letter {
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '~' | '∼' | '〜' | 'ー' | '\u{1173}' => {
            '-'
        }
        '′' | '’' => '\'',
        letter => letter,
    };
    let seen = text.nfkc().filter(|letter| !staff_api::text::is_hidden(*letter));
    let folded: String = seen.map(plain).flat_map(char::to_lowercase).collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}
