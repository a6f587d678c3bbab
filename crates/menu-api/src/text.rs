//! Languages of the menu's texts, and the fallback between them.

use crate::{LocalizedText, MenuLanguage};
use std::fmt::{self, Display, Formatter};

impl MenuLanguage {
    /// Language tag, as in a page's `lang` attribute and on the wire.
    pub fn language_tag(self) -> &'static str {
        match self {
            Self::Ko => "ko",
            Self::En => "en",
        }
    }
}

impl Display for MenuLanguage {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.language_tag())
    }
}

impl LocalizedText {
    /// The text in the language of `tag`; if it has none, in Korean, else in the other language.
    pub fn in_language(&self, tag: &str) -> &str {
        match self.tag_of(tag) {
            "en" => &self.en,
            _ => &self.ko,
        }
    }

    /// The language of the text that [`Self::in_language`] returns, so that a page can mark one
    /// that differs from its own.
    pub fn tag_of(&self, tag: &str) -> &'static str {
        let is_english = if tag == "en" {
            !self.en.is_empty()
        } else {
            self.ko.is_empty() && !self.en.is_empty()
        };
        if is_english { "en" } else { "ko" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_on_the_wire_what_it_is_on_a_page() {
        for language in [MenuLanguage::Ko, MenuLanguage::En] {
            assert_eq!(serde_json::to_value(language).unwrap(), language.language_tag());
        }
    }

    #[test]
    fn a_text_is_read_in_the_readers_language_else_in_korean_else_in_what_there_is() {
        let text = |ko: &str, en: &str| LocalizedText { ko: ko.to_owned(), en: en.to_owned() };
        let both = text("라떼", "Latte");
        assert_eq!(
            [both.in_language("ko"), both.in_language("en"), both.in_language("ja")],
            ["라떼", "Latte", "라떼"]
        );
        assert_eq!([both.tag_of("ko"), both.tag_of("en"), both.tag_of("ja")], ["ko", "en", "ko"]);
        let korean = text("라떼", "");
        assert_eq!((korean.in_language("en"), korean.tag_of("en")), ("라떼", "ko"));
        let english = text("", "Latte");
        assert_eq!((english.in_language("ko"), english.tag_of("ja")), ("Latte", "en"));
        assert_eq!(text("", "").in_language("en"), "");
    }
}
