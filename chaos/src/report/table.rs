//! The tables of the report.

use super::SystemReport;
use crate::{fault::FaultKind, terminal};

/// Violations printed per check; for the rest see the history file.
const SHOWN: usize = 5;

/// Prints the number of faults of each kind, and the faults skipped here with their reasons.
pub fn print_faults(parts: &[SystemReport]) {
    terminal::print_plain_line(format_args!("\n{:<28}{}", "faults", format_headings(parts)));
    for kind in FaultKind::ALL {
        let counts =
            parts.iter().map(|part| part.faults.counts.get(&kind).copied().unwrap_or_default());
        terminal::print_plain_line(format_args!("  {kind:<26}{}", format_row(counts)));
    }
    terminal::print_plain_line(format_args!(
        "  {:<26}{}",
        "all",
        format_row(parts.iter().map(|part| part.faults.total_count()))
    ));
    for part in parts {
        for skipped in &part.skipped {
            terminal::print_plain_line(format_args!(
                "  skipped in {}: {} ({})",
                part.name, skipped.what, skipped.why
            ));
        }
    }
}

/// Prints every check with the number of things it looked at and its violations.
pub fn print_checks(parts: &[SystemReport]) {
    for part in parts {
        terminal::print_plain_line(format_args!(
            "\nchecks, {:<50}{:>10}{:>12}",
            part.name, "looked at", "violations"
        ));
        for check in &part.checks {
            terminal::print_plain_line(format_args!(
                "  {:<56}{:>10}{:>12}",
                check.name,
                check.count,
                check.violations.len()
            ));
            for violation in check.violations.iter().take(SHOWN) {
                terminal::print_plain_line(format_args!("    {violation}"));
            }
        }
    }
}

/// Prints every measured value with its limit.
pub fn print_measures(parts: &[SystemReport]) {
    for part in parts.iter().filter(|part| !part.measures.is_empty()) {
        terminal::print_plain_line(format_args!("\nmeasures, {}", part.name));
        for measure in &part.measures {
            let verdict = match (measure.passed, measure.judged) {
                (true, _) => "ok    ",
                (false, true) => "FAILED",
                (false, false) => "slow  ",
            };
            let name = measure.name;
            let value = &measure.value;
            let limit = &measure.limit;
            terminal::print_plain_line(format_args!(
                "  {verdict} {name:<48} {value:>24}   {limit}"
            ));
        }
    }
}

fn format_headings(parts: &[SystemReport]) -> String {
    parts.iter().fold(String::new(), |line, part| line + &format!("{:>14}", part.name))
}

fn format_row(counts: impl Iterator<Item = u64>) -> String {
    counts.fold(String::new(), |line, count| line + &format!("{count:>14}"))
}
