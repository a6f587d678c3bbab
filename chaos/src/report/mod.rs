//! What a run found, as a table, and whether it passed.

mod table;

use crate::{
    check::Check,
    fault::Outcome,
    world::{Skipped, Topology},
};

/// A number with its limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    pub name: &'static str,
    pub value: String,
    pub limit: String,
    pub passed: bool,
}

impl Measure {
    /// `passed` says whether `value` is within `limit`; both are for a person.
    pub fn new(name: &'static str, value: impl Into<String>, limit: impl Into<String>, passed: bool) -> Self {
        Self { name, value: value.into(), limit: limit.into(), passed }
    }
}

/// One topology's part.
#[derive(Debug, Clone)]
pub struct Part {
    pub topology: Topology,
    pub faults: Outcome,
    pub skipped: Vec<Skipped>,
    pub checks: Vec<Check>,
    pub measures: Vec<Measure>,
}

impl Part {
    pub fn passed(&self) -> bool {
        self.checks.iter().all(|check| check.violations.is_empty())
            && self.measures.iter().all(|measure| measure.passed)
    }
}

/// Prints everything; gives whether all of it passed.
pub fn print(parts: &[Part]) -> bool {
    table::faults(parts);
    table::checks(parts);
    table::measures(parts);
    parts.iter().all(Part::passed)
}
