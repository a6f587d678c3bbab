//! Hidden characters in typed text: invisible ones, and those that change the direction of the text
//! around them. The module is here since every service and surface depends on this contract.

/// Whether `c` is invisible or changes the direction of the text around it: format characters
/// (bidirectional controls, zero-width ones, tags), line and paragraph separators, and letters
/// without a shape.
pub fn is_hidden(c: char) -> bool {
    HIDDEN.iter().any(|(first, last)| (*first..=*last).contains(&c))
}

/// First and last character of each range.
pub const HIDDEN: [(char, char); 16] = [
    ('\u{AD}', '\u{AD}'),
    ('\u{61C}', '\u{61C}'),
    ('\u{115F}', '\u{1160}'),
    ('\u{17B4}', '\u{17B5}'),
    ('\u{180E}', '\u{180E}'),
    ('\u{200B}', '\u{200F}'),
    ('\u{2028}', '\u{202E}'),
    ('\u{2060}', '\u{206F}'),
    ('\u{2800}', '\u{2800}'),
    ('\u{3164}', '\u{3164}'),
    ('\u{FEFF}', '\u{FEFF}'),
    ('\u{FFA0}', '\u{FFA0}'),
    ('\u{FFF9}', '\u{FFFB}'),
    ('\u{1BCA0}', '\u{1BCA3}'),
    ('\u{1D173}', '\u{1D17A}'),
    ('\u{E0000}', '\u{E0FFF}'),
];

/// [`HIDDEN`] as the content of a regular expression's character class, for schemas. A class cannot
/// allow joiners within an emoji.
pub fn hidden_class() -> String {
    HIDDEN.iter().map(|(first, last)| format!("{first}-{last}")).collect()
}

const JOINER: char = '\u{200D}';

/// Whether a text has a hidden character; joiners within an emoji do not count.
pub fn has_hidden(text: &str) -> bool {
    classify_chars(text).any(|(_, is_hidden)| is_hidden)
}

/// The text without its hidden characters.
pub fn without_hidden(text: &str) -> String {
    classify_chars(text).filter(|(_, is_hidden)| !is_hidden).map(|(c, _)| c).collect()
}

/// Whether no character of the text is visible.
pub fn is_blank(text: &str) -> bool {
    let is_mark = |c: char| matches!(c, '\u{34F}' | '\u{FE00}'..='\u{FE0F}');
    text.chars().all(|c| c.is_whitespace() || c.is_control() || is_hidden(c) || is_mark(c))
}

/// Each character, and whether it is hidden at its position.
fn classify_chars(text: &str) -> impl Iterator<Item = (char, bool)> {
    let after = text.chars().skip(1).map(Some).chain([None]);
    let mut emoji = false;
    text.chars().zip(after).map(move |(c, next)| {
        let joins = c == JOINER && emoji && next.is_some_and(is_emoji);
        // Variation selectors and skin tones belong to the emoji before them.
        emoji = is_emoji(c) || emoji && matches!(c, '\u{FE0F}' | '\u{1F3FB}'..='\u{1F3FF}');
        (c, is_hidden(c) && !joins)
    })
}

fn is_emoji(c: char) -> bool {
    matches!(c, '\u{A9}' | '\u{AE}' | '\u{2190}'..='\u{21FF}' | '\u{2300}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}'
        | '\u{1F000}'..='\u{1FAFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_or_turns_a_text_is_hidden() {
        for c in [
            '\u{200B}',
            '\u{200C}',
            '\u{200D}',
            '\u{200E}',
            '\u{200F}',
            '\u{202A}',
            '\u{202E}',
            '\u{2066}',
            '\u{2069}',
            '\u{2060}',
            '\u{FEFF}',
            '\u{AD}',
            '\u{61C}',
            '\u{180E}',
            '\u{3164}',
            '\u{115F}',
            '\u{FFA0}',
            '\u{2028}',
            '\u{E0041}',
            '\u{E0001}',
            '\u{E01EF}',
        ] {
            let text = format!("a{c}b");
            assert!(has_hidden(&text) && is_blank(&format!(" {c}")), "{c:?}");
            assert_eq!(without_hidden(&text), "ab", "{c:?}");
        }
        for plain in
            ["", "민지 Kim-O’Neil", "é e\u{301} ñ", "מיה", "ᄒ\u{1161}ᆫ", "☕️ 1", "👍🏽", "🇰🇷"]
        {
            assert!(!has_hidden(plain), "{plain:?}");
            assert_eq!(without_hidden(plain), plain);
        }
    }

    #[test]
    fn a_joiner_may_stand_within_an_emoji_and_nowhere_else() {
        for whole in
            ["👩\u{200D}🍳", "🏳\u{FE0F}\u{200D}🌈", "👩🏽\u{200D}🚀", "👨\u{200D}👩\u{200D}👧"]
        {
            assert!(!has_hidden(whole), "{whole:?}");
        }
        for broken in
            ["👩\u{200D}", "\u{200D}👩", "a\u{200D}👩", "👩\u{200D}\u{200D}👩", "👩\u{200B}👩"]
        {
            assert!(has_hidden(broken), "{broken:?}");
        }
    }

    #[test]
    fn a_blank_text_shows_nothing() {
        for blank in ["", " ", "\u{3000}", "\u{3164}", "\u{200B}\u{200D}", "\u{FE0F}", "\u{2800} "]
        {
            assert!(is_blank(blank), "{blank:?}");
        }
        assert!(!is_blank(".") && !is_blank("👍"));
    }
}
