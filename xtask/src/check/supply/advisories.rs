//! Known vulnerabilities of the pinned packages, from RustSec and from npm's registry. On a machine
//! that cannot fetch a list the check prints a message and passes, since the sources are the same
//! with and without a network.

use super::deny_command;
use crate::{command, progress};
use anyhow::{Result, ensure};
use serde_json::Value;
use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

const LIMIT: Duration = Duration::from_secs(120);
/// The severities, of npm's four, that fail the check: npm's packages run only on build machines
/// here.
const GRAVE: [&str; 2] = ["high", "critical"];

/// Checks Cargo.lock against RustSec's advisories.
pub fn check_crates(deny: &Path) -> Result<()> {
    let mut fetch = deny_command(deny);
    fetch.args(["fetch", "db"]).stdout(Stdio::null()).stderr(Stdio::null());
    if command::run_checked(&mut fetch, LIMIT).is_err() {
        progress::print_stage(
            "advisories of crates NOT checked: RustSec's database cannot be fetched from here",
        );
        return Ok(());
    }
    command::run_checked(deny_command(deny).args(["--offline", "check", "advisories"]), LIMIT)
}

/// Checks npm's lock files in `folders` against the registry's advisories.
pub fn check_npm_packages(folders: &[PathBuf]) -> Result<()> {
    for folder in folders {
        let place = folder.display();
        match audit_report(folder).and_then(|report| severe_packages(&report)) {
            None => {
                progress::print_stage(format_args!(
                    "advisories of {place} NOT checked: npm's registry gives none here"
                ));
            }
            Some(found) => ensure!(found.is_empty(), "{place}: {}", found.join(", ")),
        }
    }
    Ok(())
}

/// Output of `npm audit`, if it is JSON. The exit status is the same for findings and for an
/// unreachable registry; only the output distinguishes them.
fn audit_report(folder: &Path) -> Option<Value> {
    let mut audit = command::workspace_command("sh");
    audit
        .args(["-c", "npm audit --package-lock-only --json 2>/dev/null || true"])
        .current_dir(folder);
    serde_json::from_str(&command::run_for_output(&mut audit, LIMIT).ok()?).ok()
}

/// Packages with an advisory of a failing severity; `None` if `report` is not an audit report.
fn severe_packages(report: &Value) -> Option<Vec<String>> {
    let found = report.get("vulnerabilities")?.as_object()?.iter();
    let severity = |entry: &Value| entry.get("severity").and_then(Value::as_str).map(str::to_owned);
    let grave =
        found.filter(|(_, entry)| severity(entry).is_some_and(|s| GRAVE.contains(&s.as_str())));
    Some(
        grave
            .map(|(name, entry)| format!("{name} ({})", severity(entry).unwrap_or_default()))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::severe_packages;
    use serde_json::json;

    #[test]
    fn a_report_is_told_from_a_registry_that_has_none() {
        assert_eq!(
            severe_packages(&json!({ "message": "405 Method Not Allowed", "statusCode": 405 })),
            None
        );
        assert_eq!(severe_packages(&json!({ "vulnerabilities": {} })), Some(Vec::new()));
        let entries = json!({ "x": { "severity": "critical" }, "y": { "severity": "low" } });
        assert_eq!(
            severe_packages(&json!({ "vulnerabilities": entries })),
            Some(vec!["x (critical)".to_owned()])
        );
    }
}
