//! Names of people and devices.

use super::InvalidPerson;
use staff_api::{limits::NAME_CHARS, text};

/// 1 to 40 characters, at least one of them visible, none hidden or a control character, without
/// white space around them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffName(String);

impl StaffName {
    /// Parses a name, and trims white space around it.
    ///
    /// # Errors
    /// [`InvalidPerson::Name`]
    pub fn parse(text: &str) -> Result<Self, InvalidPerson> {
        let is_plain =
            !text.chars().any(char::is_control) && !text::has_hidden(text) && !text::is_blank(text);
        let text = text.trim();
        let fits = is_plain && NAME_CHARS.contains(&text.chars().count());
        fits.then(|| Self(text.to_owned())).ok_or(InvalidPerson::Name)
    }

    /// The first 40 visible characters of `text`, such as a browser's description of itself, or
    /// `otherwise`.
    pub fn from_text_lossy(text: &str, otherwise: &str) -> Self {
        let shown: String = text::without_hidden(text)
            .chars()
            .filter(|c| !c.is_control())
            .take(*NAME_CHARS.end())
            .collect();
        Self::parse(&shown).unwrap_or_else(|_| Self(otherwise.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_short_and_says_something() {
        assert_eq!(StaffName::parse(" 지훈 ").unwrap().as_str(), "지훈");
        for bad in [
            "",
            "  ",
            "\ta",
            "a\0b",
            "a\u{85}b",
            "\u{200B}",
            "지훈\u{202E}",
            "\u{3164}",
            &"길".repeat(41),
        ] {
            assert_eq!(StaffName::parse(bad), Err(InvalidPerson::Name), "{bad:?}");
        }
        assert_eq!(
            StaffName::from_text_lossy(&"길".repeat(50), "기기").as_str().chars().count(),
            40
        );
        assert_eq!(StaffName::from_text_lossy("\u{7}", "기기").as_str(), "기기");
    }
}
