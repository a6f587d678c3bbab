//! Choice of the page's language among those that the store offers: the chosen one, else the
//! preference in `Accept-Language`, else the store's default. The server decides, and all words
//! come from it, so that server and browser show the same.

use crate::shared::ui::words::{LanguageWords, en, ko};
use menu_api::MenuLanguage;
use serde::{Deserialize, Serialize};

/// The list of languages, each with its words. The first one is the language in which orders are
/// written.
macro_rules! languages {
    ($($(#[$attribute:meta])* $lang:ident => $words:path,)+) => {
        /// A language that the pages have words in.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Lang {
            $($(#[$attribute])* $lang,)+
        }

        impl Lang {
            /// All languages.
            pub const ALL: &[Self] = &[$(Self::$lang),+];

            /// The words of this language.
            pub fn words(self) -> &'static LanguageWords {
                match self {
                    $(Self::$lang => &$words,)+
                }
            }
        }
    };
}

languages! {
    /// Korean.
    #[default]
    Ko => ko::WORDS,
    /// English.
    En => en::WORDS,
}

impl From<MenuLanguage> for Lang {
    fn from(language: MenuLanguage) -> Self {
        match language {
            MenuLanguage::Ko => Self::Ko,
            MenuLanguage::En => Self::En,
        }
    }
}

impl Lang {
    /// The language tag, for the attribute `lang`.
    pub fn tag(self) -> &'static str {
        self.words().tag
    }

    /// The language with this tag, if the pages have words in it.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|lang| lang.tag().eq_ignore_ascii_case(tag))
    }

    /// The language of `offered` that `Accept-Language` prefers; on a tie, the first one offered.
    pub fn from_accept_language(accept_language: &str, offered: &[Self]) -> Self {
        let ranges: Vec<(&str, u16)> =
            accept_language.split(',').filter_map(parse_language_range).collect();
        let wish = |lang: Self| {
            let of = |tag: &str| {
                let same = ranges.iter().filter(|(range, _)| range.eq_ignore_ascii_case(tag));
                same.map(|(_, quality)| *quality).max()
            };
            of(lang.tag()).or_else(|| of("*")).unwrap_or(0)
        };
        let better = |best, lang| if wish(lang) > wish(best) { lang } else { best };
        offered.iter().copied().reduce(better).unwrap_or_default()
    }
}

/// The primary tag of a language range and its quality in thousandths (RFC 9110, 12.5.4); `None` if
/// the quality is invalid.
fn parse_language_range(text: &str) -> Option<(&str, u16)> {
    let mut parts = text.split(';').map(str::trim);
    let tag = parts.next()?.split('-').next()?;
    let quality = match parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q="))) {
        None => 1_000,
        Some(text) => parse_quality(text)?,
    };
    Some((tag, quality))
}

fn parse_quality(text: &str) -> Option<u16> {
    let quality: f32 = text.parse().ok()?;
    (0.0..=1.0).contains(&quality).then(|| (quality * 1_000.0).round() as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_is_chosen_only_where_it_is_preferred_to_korean() {
        for english in [
            "en",
            "en-US,en;q=0.9",
            "EN-gb",
            "ja,en;q=0.2",
            "en;q=0.9, ko;q=0.8",
            "ko;q=0,en;q=0.1",
        ] {
            assert_eq!(Lang::from_accept_language(english, Lang::ALL), Lang::En, "{english}");
        }
        let korean = [
            "",
            "ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7",
            "fr",
            "*",
            "ko,en",
            "en,ko",
            "en;q=0",
            "*,en;q=0.5",
        ];
        for korean in korean {
            assert_eq!(Lang::from_accept_language(korean, Lang::ALL), Lang::Ko, "{korean}");
        }
    }

    #[test]
    fn who_asks_for_nothing_that_is_offered_reads_what_is_offered_first() {
        for other in ["", "fr", "*", "en,ko", "fr,ja;q=0.9"] {
            assert_eq!(
                Lang::from_accept_language(other, &[Lang::En, Lang::Ko]),
                Lang::En,
                "{other}"
            );
        }
        assert_eq!(Lang::from_accept_language("ko-KR,en;q=0.9", &[Lang::En, Lang::Ko]), Lang::Ko);
        assert_eq!(Lang::from_accept_language("en-US,en;q=0.9", &[Lang::Ko]), Lang::Ko);
        assert_eq!(Lang::from_accept_language("en;q=0,ko", &[Lang::En]), Lang::En);
    }

    #[test]
    fn what_is_no_quality_is_no_wish() {
        for nonsense in ["en;q=2", "en;q=-1", "en;q=NaN", "en;q=", ";;;", "en;q=x,", "engine"] {
            assert_eq!(Lang::from_accept_language(nonsense, Lang::ALL), Lang::Ko, "{nonsense}");
        }
    }

    #[test]
    fn every_language_is_found_by_a_tag_of_its_own() {
        for lang in Lang::ALL {
            assert_eq!(Lang::from_tag(lang.tag()), Some(*lang));
        }
        assert_eq!(Lang::from_tag("xx"), None);
    }
}
