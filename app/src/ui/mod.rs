//! Words and small views that both sides of a page use. No clock, randomness or locale in here: the server and the
//! browser must render the same.

/// Longest staff PIN, in characters.
pub const LONGEST_PIN: usize = 64;

mod lang;
mod said;
mod upstream;
pub mod words;

pub use lang::Lang;
pub use said::said;
pub use upstream::Upstream;
pub use words::{Act, Age, Money, Problem, State, Words, money_digits, plain_amount};

use menu_api::Text;

/// An amount of minor units, as the reader of `lang` writes it.
pub fn money(minor: i64, currency: &str, lang: Lang) -> String {
    Money::of(currency, lang).text(minor)
}

/// A text with its blank `{}` filled in: what was said on the server, completed in the browser.
pub fn fill(text: &str, blank: &str) -> String {
    text.replacen("{}", blank, 1)
}

/// The language of a menu's text, when it is another one than the page's: for its attribute `lang`.
pub fn foreign(text: &Text, page: &str) -> Option<&'static str> {
    Some(text.tag_of(page)).filter(|tag| *tag != page)
}
