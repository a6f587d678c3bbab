//! Texts of printers and print jobs.

/// Texts of printers and print jobs.
pub struct PrintersWords {}

pub(super) const KO: PrintersWords = PrintersWords {};

pub(super) const EN: PrintersWords = PrintersWords {};
