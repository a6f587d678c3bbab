//! The findings of a run, as tables, and the verdict.

mod expected_result;
mod table;

pub use expected_result::ExpectedResult;

use crate::{check::AuditCheck, fault::FaultOutcome, world::SkipReason};

/// A measured value with its limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportMeasure {
    pub name: &'static str,
    pub value: String,
    pub limit: String,
    pub passed: bool,
    /// Whether exceeding the limit fails the run.
    pub judged: bool,
}

impl ReportMeasure {
    /// `passed` says whether `value` is within `limit`; both texts are for people.
    pub fn new(
        name: &'static str,
        value: impl Into<String>,
        limit: impl Into<String>,
        passed: bool,
    ) -> Self {
        Self { name, value: value.into(), limit: limit.into(), passed, judged: true }
    }

    /// Marks a value that depends on how busy the machine is: every run prints it, only a long run
    /// judges it.
    pub fn advisory_if_short(self, short: bool) -> Self {
        Self { judged: !short, ..self }
    }
}

/// Findings about one running system.
#[derive(Debug, Clone)]
pub struct SystemReport {
    pub name: &'static str,
    pub faults: FaultOutcome,
    pub skipped: Vec<SkipReason>,
    pub checks: Vec<AuditCheck>,
    pub measures: Vec<ReportMeasure>,
}

impl SystemReport {
    /// A part without findings.
    pub fn new(name: &'static str) -> Self {
        let skipped = Vec::new();
        let checks = Vec::new();
        let measures = Vec::new();
        Self { name, faults: FaultOutcome::default(), skipped, checks, measures }
    }

    /// A part whose run broke off with `error`.
    pub fn from_error(name: &'static str, error: &anyhow::Error) -> Self {
        let checks = vec![AuditCheck::from_error("the run comes to its end", error)];
        Self { checks, ..Self::new(name) }
    }

    /// Whether no check failed and every judged value is within its limit.
    pub fn is_clean(&self) -> bool {
        self.failed_checks().next().is_none()
            && self.measures.iter().all(|measure| measure.passed || !measure.judged)
    }

    fn failed_checks(&self) -> impl Iterator<Item = &'static str> {
        self.checks.iter().filter(|check| !check.violations.is_empty()).map(|check| check.name)
    }
}

/// Prints all tables; returns whether the result is as `expected`.
pub fn print_report(parts: &[SystemReport], expected: &ExpectedResult) -> bool {
    table::print_faults(parts);
    table::print_checks(parts);
    table::print_measures(parts);
    expected.is_met(parts)
}
