//! ESC/POS writer for one paper width. Commands are named as in Epson's reference. All text goes
//! through [`wrap_text`], so only this module emits commands.

use super::text::wrap_text;
use order_api::PaperWidth;

/// Size of characters.
#[derive(Debug, Clone, Copy)]
pub(super) enum LetterSize {
    /// Normal size.
    Normal,
    /// Double height.
    Tall,
    /// Double width and height.
    Double,
    /// Four times the width and height.
    Huge,
}

impl LetterSize {
    /// Argument `n` of `GS !`: width in the upper four bits, height in the lower four, each minus
    /// one.
    fn size_argument(self) -> u8 {
        match self {
            Self::Normal => 0x00,
            Self::Tall => 0x01,
            Self::Double => 0x11,
            Self::Huge => 0x33,
        }
    }

    /// Characters of this size that fit on a line of `plain` normal ones.
    fn fitting_columns(self, plain: usize) -> usize {
        plain / (usize::from(self.size_argument() >> 4) + 1)
    }
}

/// A page under construction.
pub(super) struct EscPosPage {
    bytes: Vec<u8>,
    /// Columns of font A at normal size.
    columns: usize,
}

impl EscPosPage {
    /// Begins a page: `ESC @` resets the printer, `GS a 0` turns off automatic status reports,
    /// `FS &` reads two bytes as one Korean character.
    pub(super) fn for_width(width: PaperWidth) -> Self {
        Self { bytes: b"\x1b@\x1da\x00\x1c&".to_vec(), columns: width.column_count() }
    }

    /// Columns of font A at normal size.
    pub(super) fn column_count(&self) -> usize {
        self.columns
    }

    /// `ESC a`: centres the following text.
    pub(super) fn align_center(&mut self) {
        self.bytes.extend(b"\x1ba\x01");
    }

    /// `ESC a`: aligns the following text to the left.
    pub(super) fn align_left(&mut self) {
        self.bytes.extend(b"\x1ba\x00");
    }

    /// Writes a text on lines of its own.
    pub(super) fn write(&mut self, size: LetterSize, text: &str) {
        self.write_lines(size, Vec::new(), text);
    }

    /// Writes a text after `mark`; its further lines are indented to its first word.
    pub(super) fn write_hanging(&mut self, size: LetterSize, mark: &str, text: &str) {
        let mut mark = wrap_text(mark, self.columns / 4).swap_remove(0);
        mark.push(b' ');
        self.write_lines(size, mark, text);
    }

    /// Writes a text indented by `by` columns.
    pub(super) fn write_indented(&mut self, size: LetterSize, by: usize, text: &str) {
        self.write_lines(size, vec![b' '; by], text);
    }

    /// `GS !`, then each line of the text after `begin`, which is blanked after the first line.
    fn write_lines(&mut self, size: LetterSize, mut begin: Vec<u8>, text: &str) {
        self.bytes.extend([0x1d, b'!', size.size_argument()]);
        for line in wrap_text(text, size.fitting_columns(self.columns).saturating_sub(begin.len()))
        {
            self.bytes.extend(&begin);
            self.bytes.extend(line);
            self.bytes.push(b'\n');
            begin.fill(b' ');
        }
    }

    /// `GS B`: a line in white on black.
    pub(super) fn write_banner(&mut self, text: &str) {
        self.bytes.extend(b"\x1dB\x01");
        self.write(LetterSize::Double, text);
        self.bytes.extend(b"\x1dB\x00");
    }

    /// A horizontal line across the paper.
    pub(super) fn write_rule(&mut self) {
        self.write(LetterSize::Normal, &"-".repeat(self.columns));
    }

    /// `GS V`, function B: feeds to the blade and cuts, except for one point that holds the paper.
    pub(super) fn cut_paper(mut self) -> Vec<u8> {
        self.bytes.extend(b"\x1dVB\x00");
        self.bytes
    }
}
