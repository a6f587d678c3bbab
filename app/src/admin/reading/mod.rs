//! What people and spreadsheets write for a number, a time span, a day or a yes, read as what it means: one function for each
//! kind, for forms and tables alike. A text that can mean two things is refused in words and never guessed.

mod date;
mod flag;
mod number;
mod span;

pub use date::read_date;
pub use flag::read_flag;
pub use number::{Digits, read_number};
pub use span::{read_spans, split_list};

use unicode_normalization::UnicodeNormalization as _;

/// A value, or in words for the person who typed it why the text is none.
pub type Reading<T> = Result<T, String>;

/// The text in one spelling: full-width letters as plain ones, every dash as `-` (also ㅡ, which NFKC makes U+1173), every run of
/// spaces as one.
fn fold(text: &str) -> String {
    let plain = |letter| match letter {
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '~' | '∼' | '〜' | 'ー' | '\u{1173}' => {
            '-'
        }
        '′' | '’' => '\'',
        letter => letter,
    };
    let seen = text.nfkc().filter(|letter| !member_api::text::is_hidden(*letter));
    let folded: String = seen.map(plain).flat_map(char::to_lowercase).collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}
