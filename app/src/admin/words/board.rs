//! Texts of the order board, its panels and its notices.

/// Texts of the order board, its panels and its notices.
pub struct BoardWords {}

pub(super) const KO: BoardWords = BoardWords {};

pub(super) const EN: BoardWords = BoardWords {};
