//! Postgres' own programs: Debian keeps those that make and run a cluster out of PATH.

use super::debian;
use crate::command;
use anyhow::{Context as _, Result};
use std::{fs, path::PathBuf};

const DEBIAN: &str = "/usr/lib/postgresql";

/// The folder with `initdb`, `postgres` and `pg_isready`; the newest when there are several.
pub fn ensure() -> Result<PathBuf> {
    if let Some(folder) = find() {
        return Ok(folder);
    }
    debian::install(&["postgresql"])?;
    find().context("postgresql was installed but has no initdb")
}

fn find() -> Option<PathBuf> {
    let versions = fs::read_dir(DEBIAN).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut versions: Vec<_> =
        versions.filter_map(|path| Some((version(&path)?, path.join("bin")))).collect();
    versions.sort();
    let in_path = command::find("initdb").and_then(|initdb| Some(initdb.parent()?.to_path_buf()));
    let folders = versions.into_iter().rev().map(|(_, folder)| folder).chain(in_path);
    folders
        .into_iter()
        .find(|folder| ["initdb", "postgres", "pg_isready"].iter().all(|name| folder.join(name).is_file()))
}

fn version(path: &std::path::Path) -> Option<u32> {
    path.file_name()?.to_str()?.parse().ok()
}
