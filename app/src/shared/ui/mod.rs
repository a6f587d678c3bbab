//! Words and small views that server and browser share. They use no clock, randomness or locale,
//! since both sides must render the same.

/// Maximum length of a staff PIN, in characters.
pub const LONGEST_PIN: usize = 64;

mod clock_doubt;
mod element_text;
mod lang;
mod upstream;
pub mod words;

pub use clock_doubt::ClockDoubt;
pub use element_text::{bind_text, set_text};
pub use lang::Lang;
pub use upstream::OrderFeedState;
pub use words::{
    LanguageWords, MoneyFormat, OrderAction, PageNotice, PageProblem, RoundedAge,
    minor_unit_digits, plain_amount,
};

use menu_api::LocalizedText;

/// An amount in minor units, formatted for `lang`.
pub fn format_money(minor: i64, currency: &str, lang: Lang) -> String {
    MoneyFormat::for_currency(currency, lang).format_amount(minor)
}

/// Fills in the placeholder `{}`: the text comes from the server, and the browser completes it.
pub fn fill_placeholder(text: &str, blank: &str) -> String {
    text.replacen("{}", blank, 1)
}

/// The language of a menu text, for its attribute `lang`; `None` if it is the page's language.
pub fn foreign_tag(text: &LocalizedText, page: &str) -> Option<&'static str> {
    Some(text.tag_of(page)).filter(|tag| *tag != page)
}

/// The English name, to be shown beside the name in the page's language.
pub fn english_name(name: &LocalizedText, page: &str) -> Option<String> {
    (page != "en" && !name.en.is_empty()).then(|| name.en.clone())
}
