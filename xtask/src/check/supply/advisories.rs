//! Known weaknesses of what is pinned. Both lists are fetched; a machine that cannot reach them is told so in a
//! line and the check goes on, since the sources are the same with and without a network.

use super::command_of;
use crate::{command, say};
use anyhow::{Result, ensure};
use serde_json::Value;
use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

const LIMIT: Duration = Duration::from_secs(120);
/// Of npm's four: what its packages do here runs on build machines alone.
const GRAVE: [&str; 2] = ["high", "critical"];

/// Holds Cargo.lock against RustSec's advisories.
pub fn crates(deny: &Path) -> Result<()> {
    let mut fetch = command_of(deny);
    fetch.args(["fetch", "db"]).stdout(Stdio::null()).stderr(Stdio::null());
    if command::run(&mut fetch, LIMIT).is_err() {
        say::stage("advisories of crates NOT checked: RustSec's database cannot be fetched from here");
        return Ok(());
    }
    command::run(command_of(deny).args(["--offline", "check", "advisories"]), LIMIT)
}

/// Holds npm's lock files in `folders` against the registry's advisories.
pub fn packages(folders: &[PathBuf]) -> Result<()> {
    for folder in folders {
        let place = folder.display();
        match report(folder).and_then(|report| grave(&report)) {
            None => {
                say::stage(format_args!("advisories of {place} NOT checked: npm's registry gives none here"));
            }
            Some(found) => ensure!(found.is_empty(), "{place}: {}", found.join(", ")),
        }
    }
    Ok(())
}

/// npm fails alike when it finds something and when it cannot ask; what it prints tells them apart.
fn report(folder: &Path) -> Option<Value> {
    let mut audit = command::program("sh");
    audit.args(["-c", "npm audit --package-lock-only --json 2>/dev/null || true"]).current_dir(folder);
    serde_json::from_str(&command::output(&mut audit, LIMIT).ok()?).ok()
}

/// The packages with a grave advisory; nothing when this is no report.
fn grave(report: &Value) -> Option<Vec<String>> {
    let found = report.get("vulnerabilities")?.as_object()?.iter();
    let severity = |entry: &Value| entry.get("severity").and_then(Value::as_str).map(str::to_owned);
    let grave = found.filter(|(_, entry)| severity(entry).is_some_and(|s| GRAVE.contains(&s.as_str())));
    Some(grave.map(|(name, entry)| format!("{name} ({})", severity(entry).unwrap_or_default())).collect())
}

#[cfg(test)]
mod tests {
    use super::grave;
    use serde_json::json;

    #[test]
    fn a_report_is_told_from_a_registry_that_has_none() {
        assert_eq!(grave(&json!({ "message": "405 Method Not Allowed", "statusCode": 405 })), None);
        assert_eq!(grave(&json!({ "vulnerabilities": {} })), Some(Vec::new()));
        let entries = json!({ "x": { "severity": "critical" }, "y": { "severity": "low" } });
        assert_eq!(grave(&json!({ "vulnerabilities": entries })), Some(vec!["x (critical)".to_owned()]));
    }
}
