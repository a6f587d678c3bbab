//! Check of `docs/security/asvs.md`: every requirement of OWASP ASVS 5.0, levels 1 and 2, has one
//! row, and the tests that a row names exist.

mod ids;

use crate::{progress, workspace};
use anyhow::{Context as _, Result};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

const TABLE: &str = "docs/security/asvs.md";
/// Parts under construction, whose rows may have the state `PENDING(part)`. Empty if there are
/// none.
const BEING_BUILT: &[&str] = &[];

/// One requirement's row in the table.
struct RequirementRow<'a> {
    id: &'a str,
    level: &'a str,
    state: &'a str,
    reason: &'a str,
    tests: Vec<&'a str>,
}

/// One sentence for each row that is missing, duplicate or wrong.
pub fn find_violations() -> Result<Vec<String>> {
    let path = workspace::root_folder().join(TABLE);
    let table =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let rows = parse_rows(&table);
    let tested = rows.iter().filter(|row| row.state == "tested").count();
    let pending = rows.iter().filter(|row| row.state.starts_with("PENDING")).count();
    progress::print_stage(format_args!(
        "ASVS: {tested} requirements have a test, {pending} are being built"
    ));
    Ok(row_violations(&rows, BEING_BUILT, &|path| {
        fs::read_to_string(workspace::root_folder().join(path)).ok()
    }))
}

fn parse_rows(table: &str) -> Vec<RequirementRow<'_>> {
    table.lines().filter_map(parse_row).collect()
}

/// Parses a table line whose first cell is a requirement's id.
fn parse_row(line: &str) -> Option<RequirementRow<'_>> {
    let cells: Vec<_> =
        line.strip_prefix("| ")?.strip_suffix('|')?.split(" | ").map(str::trim).collect();
    let [id, level, state, reason, rest @ ..] = cells.as_slice() else { return None };
    let is_id = id.split('.').count() == 3 && id.split('.').all(|part| part.parse::<u8>().is_ok());
    let tests = rest.first().copied().unwrap_or_default().split("<br>");
    let tests = tests.map(|test| test.trim_matches('`')).filter(|test| !test.is_empty()).collect();
    is_id.then_some(RequirementRow { id, level, state, reason, tests })
}

fn row_violations(
    rows: &[RequirementRow<'_>],
    being_built: &[&str],
    read: &dyn Fn(&Path) -> Option<String>,
) -> Vec<String> {
    let wanted: BTreeMap<&str, &str> = [("1", ids::LEVEL_1), ("2", ids::LEVEL_2)]
        .into_iter()
        .flat_map(|(level, ids)| ids.split_whitespace().map(move |id| (id, level)))
        .collect();
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for row in rows {
        match wanted.get(row.id) {
            None => found.push(format!("{} is no requirement of ASVS 5.0, levels 1 and 2", row.id)),
            Some(level) if *level != row.level => {
                found.push(format!("{} is of level {level}", row.id));
            }
            Some(_) => {}
        }
        if !seen.insert(row.id) {
            found.push(format!("{} has two rows", row.id));
        }
        found.extend(state_violation(row, being_built).map(|what| format!("{} {what}", row.id)));
        let gone = row.tests.iter().filter(|test| !test_exists(test, read));
        found.extend(gone.map(|test| format!("{}: there is no {test}", row.id)));
    }
    let missing = wanted.keys().filter(|id| !seen.contains(*id));
    found.extend(missing.map(|id| format!("{id} has no row")));
    found
}

fn state_violation(row: &RequirementRow<'_>, being_built: &[&str]) -> Option<String> {
    let part = row.state.strip_prefix("PENDING(").and_then(|rest| rest.strip_suffix(')'));
    match (row.state, part) {
        _ if row.reason.is_empty() => Some("has no reason".to_owned()),
        ("tested" | "documented", _) if row.tests.is_empty() => {
            Some("names no test or text".to_owned())
        }
        ("documented", _) if row.tests.iter().any(|text| !text.contains(".md::")) => {
            Some("is documented elsewhere than in a document".to_owned())
        }
        ("met" | "not met" | "n/a", _) if !row.tests.is_empty() => {
            Some(format!("is `{}` and names a test", row.state))
        }
        ("tested" | "documented" | "met" | "not met" | "n/a", _) => None,
        (_, Some(part)) if being_built.contains(&part) => None,
        (_, Some(part)) => Some(format!("waits for {part}, which is not being built")),
        (other, None) => Some(format!("is `{other}`, which is no state")),
    }
}

/// Whether `path::name` exists: a function in a Rust file, a test title in a Playwright spec, or a
/// text in any other file.
fn test_exists(test: &str, read: &dyn Fn(&Path) -> Option<String>) -> bool {
    let Some((path, name)) = test.split_once("::") else { return false };
    let name = name.replace("\\|", "|");
    let Some(text) = read(Path::new(path)).filter(|_| !name.is_empty()) else { return false };
    match Path::new(path).extension().and_then(|extension| extension.to_str()) {
        Some("rs") => text.contains(&format!("fn {name}(")),
        Some("ts") if path.ends_with(".spec.ts") => text.contains(&format!("test(\"{name}\"")),
        _ => text.contains(&name),
    }
}

#[cfg(test)]
mod tests;
