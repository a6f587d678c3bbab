//! Texts of the system page.

/// Texts of the system page.
pub struct SystemWords {}

pub(super) const KO: SystemWords = SystemWords {};

pub(super) const EN: SystemWords = SystemWords {};
