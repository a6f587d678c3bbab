//! Words and spellings that people write into forms and tables, per language.

/// Words and spellings that people write into forms and tables, per language.
pub struct ReadingWords {}

pub(super) const KO: ReadingWords = ReadingWords {};

pub(super) const EN: ReadingWords = ReadingWords {};
