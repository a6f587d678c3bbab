//! Texts that several pages share: the bar, page headers, buttons.

/// Texts that several pages share: the bar, page headers, buttons.
pub struct CommonWords {}

pub(super) const KO: CommonWords = CommonWords {};

pub(super) const EN: CommonWords = CommonWords {};
