//! Texts of the store's settings, its warnings and the poster.

/// Texts of the store's settings, its warnings and the poster.
pub struct StoreWords {}

pub(super) const KO: StoreWords = StoreWords {};

pub(super) const EN: StoreWords = StoreWords {};
