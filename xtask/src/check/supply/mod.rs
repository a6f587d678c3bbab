//! The supply chain: every package is pinned by its digest, none names a source of its own, and
//! cargo-deny checks the crates' licences, sources and known vulnerabilities.

mod advisories;
mod bases;
mod crates;
mod npm;
mod python;

use crate::{command, tools, workspace};
use anyhow::{Context as _, Result};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

const REQUIREMENTS: &str = "xtask/src/check/supply/requirements.txt";
const LIMIT: Duration = Duration::from_secs(300);
/// Names of folders with generated files.
const MADE: [&str; 2] = ["target", "node_modules"];

/// Runs the checks that need no network, then the advisories where these can be fetched.
pub fn check_supply_chain() -> Result<()> {
    super::fail_on_violations(&find_violations(&workspace::root_folder())?)?;
    let deny = cargo_deny()?;
    command::run_checked(
        deny_command(&deny).args(["check", "bans", "licenses", "sources"]),
        LIMIT,
    )?;
    advisories::check_crates(&deny)?;
    advisories::check_npm_packages(&npm_folders()?)
}

/// One sentence for each entry in a file below `root` that is not pinned.
fn find_violations(root: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for path in source_files(root)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let judge: fn(&str) -> Vec<String> = match name.as_ref() {
            "package-lock.json" => npm::find_violations,
            "Cargo.lock" => crates::find_violations,
            name if name.starts_with("requirements") && name.ends_with(".txt") => {
                python::find_violations
            }
            "Containerfile" | "Dockerfile" => bases::containerfile_violations,
            name if name.ends_with(".yaml") => bases::manifest_violations,
            _ => continue,
        };
        let text =
            fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let place = path.strip_prefix(root)?.display();
        found.extend(judge(&text).into_iter().map(|sentence| format!("{place}: {sentence}")));
    }
    Ok(found)
}

/// Every file below `root` except hidden and generated ones, sorted.
pub fn source_files(root: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut open = vec![root.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in
            fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?
        {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') || MADE.contains(&name.as_str()) {
                continue;
            }
            let is_folder = entry.file_type()?.is_dir();
            if is_folder { open.push(entry.path()) } else { files.push(entry.path()) }
        }
    }
    files.sort();
    Ok(files)
}

fn npm_folders() -> Result<Vec<PathBuf>> {
    let locks = source_files(&workspace::root_folder())?
        .into_iter()
        .filter(|path| path.ends_with("package-lock.json"));
    Ok(locks.filter_map(|path| path.parent().map(Path::to_path_buf)).collect())
}

fn cargo_deny() -> Result<PathBuf> {
    match command::find_program("cargo-deny") {
        Some(found) => Ok(found),
        None => tools::python::ensure_environment("supply", REQUIREMENTS)
            .map(|programs| programs.join("cargo-deny")),
    }
}

fn deny_command(deny: &Path) -> Command {
    let mut command = command::workspace_command(deny);
    // The lock file is checked as it is, never updated.
    command.arg("--locked");
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_checkout_pins_all_it_takes() {
        assert_eq!(find_violations(&workspace::root_folder()).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn a_planted_file_is_found_wherever_it_lies() {
        let root = tempfile::tempdir().unwrap();
        for (file, text) in [
            ("a/requirements-dev.txt", "left-pad==1.0\n"),
            ("b/Containerfile", "FROM docker.io/library/debian:13\n"),
            ("k8s/x.yaml", "image: redis:7\n"),
            ("node_modules/x/requirements.txt", "not-ours==1.0\n"),
        ] {
            let path = root.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let found = find_violations(root.path()).unwrap();
        assert_eq!(found.len(), 3, "{found:?}");
    }
}
