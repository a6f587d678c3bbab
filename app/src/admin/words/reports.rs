//! Texts of the day's report and of the audit log.

/// Texts of the day's report and of the audit log.
pub struct ReportsWords {}

pub(super) const KO: ReportsWords = ReportsWords {};

pub(super) const EN: ReportsWords = ReportsWords {};
