//! Line wrapping of text; the encoding of each character is in [`order_api::paper_text`].

use order_api::paper_text::{PrinterGlyph, encode_glyphs};

/// Wraps a text into lines of at most `columns` bytes, at least one line, between words where
/// possible.
pub(super) fn wrap_text(text: &str, columns: usize) -> Vec<Vec<u8>> {
    text.split('\n').flat_map(|line| wrap_line(line.trim_end_matches('\r'), columns)).collect()
}

fn wrap_line(line: &str, columns: usize) -> Vec<Vec<u8>> {
    let mut lines = Vec::new();
    let mut last = Vec::new();
    for word in line.split(' ').filter(|word| !word.is_empty()) {
        let glyphs = encode_glyphs(word);
        let width: usize = glyphs.iter().map(PrinterGlyph::column_width).sum();
        if !last.is_empty() && last.len() + 1 + width <= columns {
            last.push(b' ');
        } else if !last.is_empty() {
            lines.push(std::mem::take(&mut last));
        }
        for glyph in glyphs {
            if last.len() + glyph.column_width() > columns {
                lines.push(std::mem::take(&mut last));
            }
            last.extend_from_slice(glyph.as_bytes());
        }
    }
    lines.push(last);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::EUC_KR;
    use proptest::prelude::*;

    fn one(text: &str) -> Vec<u8> {
        wrap_text(text, 48).concat()
    }

    #[test]
    fn korean_is_two_bytes_and_what_no_printer_has_is_seen() {
        assert_eq!(one("라떼 2"), [0xB6, 0xF3, 0xB6, 0xBC, b' ', b'2']);
        assert_eq!(one("Zoé 😀"), b"Zoe ?");
        assert_eq!(one("\u{1b}@\u{1d}V\u{10}\u{4}\u{7f}\t"), b"?@?V????");
    }

    #[test]
    fn lines_break_between_words_and_a_long_word_wherever_it_must() {
        let wrapped = |text, columns| -> Vec<String> {
            let lines = wrap_text(text, columns).into_iter();
            lines.map(|line| EUC_KR.decode(&line).0.into_owned()).collect()
        };
        assert_eq!(wrapped("얼음 적게 주세요", 9), ["얼음 적게", "주세요"]);
        assert_eq!(wrapped("아이스아메리카노", 7), ["아이스", "아메리", "카노"]);
        assert_eq!(wrapped("a\r\n\nb", 9), ["a", "", "b"]);
    }

    proptest! {
        #[test]
        fn no_text_becomes_a_command_or_a_line_that_is_too_long(text in any::<String>(), columns in 2..60_usize) {
            for line in wrap_text(&text, columns) {
                prop_assert!(line.len() <= columns);
                prop_assert!(line.iter().all(|byte| matches!(byte, 0x20..=0x7E | 0xA1..=0xFE)));
            }
        }
    }
}
