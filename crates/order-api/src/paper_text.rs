//! Text encoding for Korean receipt printers (EUC-KR): one byte for ASCII, two bytes for the
//! characters of KS X 1001. One byte is one column, since Korean letters on paper are two columns
//! wide.
//!
//! No input produces a byte that a printer could take for a command: single bytes are 0x20 to 0x7E,
//! and both bytes of a pair are 0xA1 to 0xFE. Syllables that only code page 949 has are written as
//! their letters (찦 as 찌ㅍ): many printers know only KS X 1001 and take the second bytes of those
//! syllables for letters. Any other missing character becomes its nearest equivalent or a `?`;
//! [`find_unprintable`] lists the latter, so that the author of the text sees them.

use encoding_rs::EUC_KR;
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};
use unicode_segmentation::UnicodeSegmentation as _;

/// Replaces a character that the printer does not have, so that the gap is visible.
const MISSING: PrinterGlyph = PrinterGlyph([b'?', 0], 1);

/// The encoded bytes of one character: one or two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PrinterGlyph([u8; 2], usize);

impl PrinterGlyph {
    /// `None` if KS X 1001 does not have the character.
    fn from_char(letter: char) -> Option<Self> {
        if letter.is_ascii() {
            return matches!(letter, ' '..='~').then_some(Self([letter as u8, 0], 1));
        }
        let mut buffer = [0; 4];
        let (bytes, _, is_missing) = EUC_KR.encode(letter.encode_utf8(&mut buffer));
        match *bytes {
            [lead @ 0xA1..=0xFE, trail @ 0xA1..=0xFE] if !is_missing => {
                Some(Self([lead, trail], 2))
            }
            _ => None,
        }
    }

    /// Bytes as they are sent.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0[..self.1]
    }

    /// Width in columns.
    pub fn column_width(&self) -> usize {
        self.1
    }
}

/// Encodes a text for the printer, after normalization to NFC.
pub fn encode_glyphs(text: &str) -> Vec<PrinterGlyph> {
    let text: String = text.nfc().collect();
    text.graphemes(true)
        .flat_map(|seen| encode_grapheme(seen).unwrap_or_else(|| vec![MISSING]))
        .collect()
}

/// Characters of `text` that the printer does not have, as grapheme clusters, each once.
pub fn find_unprintable(text: &str) -> Vec<String> {
    let text: String = text.nfc().collect();
    let mut missing: Vec<String> = Vec::new();
    for seen in text.graphemes(true).filter(|seen| !seen.chars().all(char::is_control)) {
        if encode_grapheme(seen).is_none() && !missing.iter().any(|other| other == seen) {
            missing.push(seen.to_owned());
        }
    }
    missing
}

/// Encodes one grapheme cluster, however many code points it has.
fn encode_grapheme(seen: &str) -> Option<Vec<PrinterGlyph>> {
    let is_mark = |letter: &char| {
        is_combining_mark(*letter)
            || matches!(letter, '\u{200B}'..='\u{200F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}')
    };
    let letters: Option<Vec<_>> =
        seen.chars().filter(|letter| !is_mark(letter)).map(encode_nearest).collect();
    Some(letters?.concat())
}

fn encode_nearest(letter: char) -> Option<Vec<PrinterGlyph>> {
    let all = |text: &str| text.chars().map(PrinterGlyph::from_char).collect::<Option<Vec<_>>>();
    PrinterGlyph::from_char(letter)
        .map(|glyph| vec![glyph])
        .or_else(|| all(find_replacement(letter)?))
        .or_else(|| all(&decompose_syllable(letter)?))
        .or_else(|| {
            let mut text = [0; 4];
            let plain =
                letter.encode_utf8(&mut text).nfkd().filter(|part| !is_combining_mark(*part));
            all(&plain.collect::<String>()).filter(|glyphs| !glyphs.is_empty())
        })
}

fn find_replacement(letter: char) -> Option<&'static str> {
    Some(match letter {
        '₩' => "￦",
        '‐' | '‑' | '‒' | '–' | '—' | '−' => "-",
        '•' | '‣' | '◦' | '∙' | '・' => "·",
        '„' | '‟' => "“",
        '‚' | '‛' => "‘",
        '«' => "《",
        '»' => "》",
        '‹' => "〈",
        '›' => "〉",
        '✓' | '✔' => "V",
        '✕' | '✖' | '❌' => "×",
        '❤' => "♥",
        '⭐' => "★",
        '©' => "(C)",
        'ı' => "i",
        _ => return None,
    })
}

/// Decomposes a Hangul syllable that KS X 1001 lacks: into the syllable without its last consonant
/// and that consonant, or else letter by letter.
fn decompose_syllable(syllable: char) -> Option<String> {
    const FIRST: u32 = 0xAC00;
    const INITIALS: &str = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
    const FINALS: &str = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";
    let place = u32::from(syllable).checked_sub(FIRST).filter(|place| *place < 19 * 21 * 28)?;
    let initial = place / 588;
    let vowel = place % 588 / 28;
    let last = place % 28;
    let open = char::from_u32(FIRST + place - last)?;
    let mut letters = if PrinterGlyph::from_char(open).is_some() {
        open.to_string()
    } else {
        let initial = INITIALS.chars().nth(initial as usize)?;
        [initial, char::from_u32(u32::from('ㅏ') + vowel)?].iter().collect()
    };
    letters.extend(last.checked_sub(1).and_then(|last| FINALS.chars().nth(last as usize)));
    Some(letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Decodes the printed bytes.
    fn printed(text: &str) -> String {
        let bytes: Vec<u8> =
            encode_glyphs(text).iter().flat_map(|glyph| glyph.as_bytes().to_vec()).collect();
        EUC_KR.decode(&bytes).0.into_owned()
    }

    #[test]
    fn what_a_printer_lacks_is_the_nearest_that_it_has() {
        for (typed, wanted) in [
            ("라떼 2", "라떼 2"),
            ("₩5,000", "￦5,000"),
            ("1 – 2 — 3", "1 - 2 - 3"),
            ("• Zoë, naïve café, Ñ", "· Zoe, naive cafe, N"),
            ("“a” ‘b’ … × ½ °", "“a” ‘b’ … × ½ °"),
            ("펲시 말고 찦차, 됬어요", "페ㅍ시 말고 찌ㅍ차, 되ㅆ어요"),
            ("믜 똠 앜", "ㅁㅢ 또ㅁ 아ㅋ"),
            ("少", "少"),
            ("👨\u{200d}👩\u{200d}👧\u{200d}👦 👍🏽 🇰🇷 1\u{fe0f}\u{20e3}", "? ? ? 1"),
            ("ﬁ ① a\u{a0}b", "fi ① a b"),
            ("سلام", "????"),
        ] {
            assert_eq!(printed(typed), wanted, "{typed}");
            assert_eq!(printed(&typed.nfd().collect::<String>()), wanted, "{typed} in NFD");
        }
    }

    #[test]
    fn what_remains_is_named_as_it_is_seen() {
        assert_eq!(
            find_unprintable("얼음 적게 👨\u{200d}👩\u{200d}👧 ₩ é 펲 👨\u{200d}👩\u{200d}👧 😀\n"),
            ["👨\u{200d}👩\u{200d}👧", "😀"]
        );
        assert_eq!(find_unprintable("민지"), Vec::<String>::new());
    }
}
