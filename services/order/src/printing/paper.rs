//! Bytes for a printer that speaks ESC/POS, on paper of some width. The commands are named as in Epson's reference; text goes
//! through [`wrap`], so only what stands here is a command.

use super::text::wrap;
use order_api::PaperWidth;

/// How large letters are.
#[derive(Debug, Clone, Copy)]
pub(super) enum Size {
    /// As they are.
    Normal,
    /// Twice as high.
    Tall,
    /// Twice as wide and high.
    Double,
    /// Four times as wide and high.
    Huge,
}

impl Size {
    /// `n` of `GS !`: the width in the upper half, the height in the lower one, each less one.
    fn n(self) -> u8 {
        match self {
            Self::Normal => 0x00,
            Self::Tall => 0x01,
            Self::Double => 0x11,
            Self::Huge => 0x33,
        }
    }

    /// So many of them on a line of so many plain ones.
    fn columns(self, plain: usize) -> usize {
        plain / (usize::from(self.n() >> 4) + 1)
    }
}

/// A page that is being written.
pub(super) struct Paper {
    bytes: Vec<u8>,
    /// Columns of font A at its own size.
    columns: usize,
}

impl Paper {
    /// `ESC @` forgets what others left behind, `GS a 0` asks for no status that nobody asked for, `FS &` reads two bytes
    /// as one Korean letter.
    pub(super) fn begin(width: PaperWidth) -> Self {
        Self { bytes: b"\x1b@\x1da\x00\x1c&".to_vec(), columns: width.columns() }
    }

    /// Columns of font A at its own size.
    pub(super) fn columns(&self) -> usize {
        self.columns
    }

    /// `ESC a`: from here on in the middle.
    pub(super) fn centred(&mut self) {
        self.bytes.extend(b"\x1ba\x01");
    }

    /// `ESC a`: from here on at the left.
    pub(super) fn left(&mut self) {
        self.bytes.extend(b"\x1ba\x00");
    }

    /// A text in lines of its own.
    pub(super) fn write(&mut self, size: Size, text: &str) {
        self.lines(size, Vec::new(), text);
    }

    /// A text behind `mark`, whose further lines begin below its first word.
    pub(super) fn hanging(&mut self, size: Size, mark: &str, text: &str) {
        let mut mark = wrap(mark, self.columns / 4).swap_remove(0);
        mark.push(b' ');
        self.lines(size, mark, text);
    }

    /// A text that begins so many columns from the left.
    pub(super) fn indented(&mut self, size: Size, by: usize, text: &str) {
        self.lines(size, vec![b' '; by], text);
    }

    /// `GS !` and each line behind what it begins with.
    fn lines(&mut self, size: Size, mut begin: Vec<u8>, text: &str) {
        self.bytes.extend([0x1d, b'!', size.n()]);
        for line in wrap(text, size.columns(self.columns).saturating_sub(begin.len())) {
            self.bytes.extend(&begin);
            self.bytes.extend(line);
            self.bytes.push(b'\n');
            begin.fill(b' ');
        }
    }

    /// `GS B`: white on black, across the paper.
    pub(super) fn banner(&mut self, text: &str) {
        self.bytes.extend(b"\x1dB\x01");
        self.write(Size::Double, text);
        self.bytes.extend(b"\x1dB\x00");
    }

    /// A line across.
    pub(super) fn rule(&mut self) {
        self.write(Size::Normal, &"-".repeat(self.columns));
    }

    /// `GS V`, function B: feeds to the blade and cuts, but for a point that holds the paper.
    pub(super) fn cut(mut self) -> Vec<u8> {
        self.bytes.extend(b"\x1dVB\x00");
        self.bytes
    }
}
