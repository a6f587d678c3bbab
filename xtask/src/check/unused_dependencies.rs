//! Check for unused dependencies: one that no source of its crate names is built, locked and
//! audited for nothing.

use crate::{build::files_below, workspace};
use anyhow::{Context as _, Result};
use cargo_metadata::Package;
use std::fs;

/// One sentence for each dependency that no source of its crate names.
pub fn find_violations() -> Result<Vec<String>> {
    let mut found = Vec::new();
    for package in workspace::cargo_metadata()?.packages {
        let sources = read_sources(&package)?;
        let unused = package
            .dependencies
            .iter()
            .filter(|dependency| !mentions_crate(&sources, &dependency.name.replace('-', "_")));
        found.extend(unused.map(|unused| {
            format!("{} depends on {} and never names it", package.name, unused.name)
        }));
    }
    Ok(found)
}

fn read_sources(package: &Package) -> Result<String> {
    let folder = package.manifest_path.parent().context("a manifest lies in a folder")?;
    let files = files_below(folder.as_std_path())?.into_iter().map(|(_, path)| path);
    files
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| {
            fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
        })
        .collect()
}

/// Whether a path in `sources` begins with the crate `name`.
fn mentions_crate(sources: &str, name: &str) -> bool {
    let is_part = |before: char| before.is_alphanumeric() || matches!(before, '_' | ':');
    let begins =
        |path: &str| sources.match_indices(path).any(|(at, _)| !sources[..at].ends_with(is_part));
    [format!("{name}::"), format!("use {name};"), format!("use {name} as ")]
        .iter()
        .any(|path| begins(path))
}

#[cfg(test)]
mod tests {
    use super::mentions_crate;

    #[test]
    fn a_crate_is_named_where_a_path_begins_with_it() {
        for used in
            ["use hex::encode;", "hex::encode(x)", "#[hex::test]", "use hex;", "use hex as _;"]
        {
            assert!(mentions_crate(used, "hex"), "{used}");
        }
        for unused in
            ["", "let hex = 1;", "const_hex::encode(x)", "other::hex::encode(x)", "// hex"]
        {
            assert!(!mentions_crate(unused, "hex"), "{unused}");
        }
    }
}
