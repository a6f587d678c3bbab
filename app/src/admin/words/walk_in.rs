//! Texts of orders taken at the counter.

/// Texts of orders taken at the counter.
pub struct WalkInWords {}

pub(super) const KO: WalkInWords = WalkInWords {};

pub(super) const EN: WalkInWords = WalkInWords {};
