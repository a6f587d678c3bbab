//! Which language a person reads. The server decides it from `Accept-Language` and hands it to the islands, so that
//! both sides of a page say the same.

use serde::{Deserialize, Serialize};

/// A language that the pages have words in. Korean unless another is preferred to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lang {
    /// Korean.
    #[default]
    Ko,
    /// English.
    En,
}

impl Lang {
    /// For the attribute `lang`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Ko => "ko",
            Self::En => "en",
        }
    }

    /// The one that `Accept-Language` prefers; at a draw the store's own, Korean.
    pub fn preferred(accept_language: &str) -> Self {
        let ranges: Vec<(&str, u16)> = accept_language.split(',').filter_map(range).collect();
        let wish = |lang: Self| {
            let of = |tag: &str| ranges.iter().filter(|(range, _)| *range == tag).map(|(_, q)| *q).max();
            of(lang.tag()).or_else(|| of("*")).unwrap_or(0)
        };
        if wish(Self::En) > wish(Self::Ko) { Self::En } else { Self::Ko }
    }
}

/// The primary tag of a language range and its quality in thousandths (RFC 9110, 12.5.4); `None` for what is none.
fn range(text: &str) -> Option<(&str, u16)> {
    let mut parts = text.split(';').map(str::trim);
    let tag = parts.next()?.split('-').next()?;
    let quality = match parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q="))) {
        None => 1_000,
        Some(text) => thousandths(text)?,
    };
    Some((primary(tag)?, quality))
}

fn primary(tag: &str) -> Option<&'static str> {
    ["ko", "en", "*"].into_iter().find(|known| known.eq_ignore_ascii_case(tag))
}

fn thousandths(text: &str) -> Option<u16> {
    let quality: f32 = text.parse().ok()?;
    (0.0..=1.0).contains(&quality).then(|| (quality * 1_000.0).round() as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_is_chosen_only_where_it_is_preferred_to_korean() {
        for english in
            ["en", "en-US,en;q=0.9", "EN-gb", "ja,en;q=0.2", "en;q=0.9, ko;q=0.8", "ko;q=0,en;q=0.1"]
        {
            assert_eq!(Lang::preferred(english), Lang::En, "{english}");
        }
        let korean =
            ["", "ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7", "fr", "*", "ko,en", "en,ko", "en;q=0", "*,en;q=0.5"];
        for korean in korean {
            assert_eq!(Lang::preferred(korean), Lang::Ko, "{korean}");
        }
    }

    #[test]
    fn what_is_no_quality_is_no_wish() {
        for nonsense in ["en;q=2", "en;q=-1", "en;q=NaN", "en;q=", ";;;", "en;q=x,", "engine"] {
            assert_eq!(Lang::preferred(nonsense), Lang::Ko, "{nonsense}");
        }
    }
}
