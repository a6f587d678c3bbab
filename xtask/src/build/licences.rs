//! One file with the licence texts of every crate that ships: MIT, BSD and Apache require that they
//! accompany the binaries.

use super::{BuildProfile, files_below};
use crate::{packages, tools::wasm_target, workspace};
use anyhow::{Context as _, Result};
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package, PackageId};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Name of that file: beside the binaries, in the images, and where `deploy/install.sh` puts
/// documents.
pub const FILE: &str = "THIRD-PARTY-LICENSES.txt";
/// Prefixes, in lower case, of the names of licence files.
const BEGINS: [&str; 5] = ["license", "licence", "copying", "notice", "unlicense"];

/// Extensions of files with such a name that are not licences.
const SOURCES: [&str; 5] = ["rs", "c", "h", "html", "toml"];

/// Writes the file beside the binaries of `profile` and gives its path.
pub fn write_licences(profile: BuildProfile) -> Result<PathBuf> {
    let metadata = resolve_dependencies()?;
    let file = profile.binaries_folder().join(FILE);
    fs::write(&file, licences_text(&shipped_packages(&metadata)?)?)
        .with_context(|| format!("cannot write {}", file.display()))?;
    Ok(file)
}

/// Dependency graph for this machine's target and for the browser's.
fn resolve_dependencies() -> Result<Metadata> {
    let here = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let platforms =
        [here.as_str(), wasm_target::TARGET].map(|target| format!("--filter-platform={target}"));
    let mut command = MetadataCommand::new();
    command.manifest_path(workspace::root_folder().join("Cargo.toml")).other_options(platforms);
    command.exec().context("cargo metadata failed")
}

/// The third-party crates that a shipped binary or the browser half is linked with.
fn shipped_packages(metadata: &Metadata) -> Result<Vec<&Package>> {
    let nodes = &metadata.resolve.as_ref().context("cargo metadata resolved nothing")?.nodes;
    let below: BTreeMap<&PackageId, _> = nodes.iter().map(|node| (&node.id, &node.deps)).collect();
    let roots: Vec<&str> = packages::shipped_binaries().chain(["frontend"]).collect();
    let is_root =
        |package: &&Package| package.source.is_none() && roots.contains(&package.name.as_str());
    let mut open: Vec<&PackageId> =
        metadata.packages.iter().filter(is_root).map(|package| &package.id).collect();
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        let linked = below.get(id).into_iter().flat_map(|deps| deps.iter());
        let linked = linked
            .filter(|dep| dep.dep_kinds.iter().any(|info| info.kind == DependencyKind::Normal));
        open.extend(linked.map(|dep| &dep.pkg));
    }
    let of_others = metadata
        .packages
        .iter()
        .filter(|package| package.source.is_some() && seen.contains(&package.id));
    Ok(of_others.collect())
}

/// The content of the file: each text once, below the crates that it belongs to.
fn licences_text(packages: &[&Package]) -> Result<String> {
    let mut crates_by_text: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in packages {
        let folder = package.manifest_path.parent().context("a manifest lies in a folder")?;
        let texts = texts_below(folder.as_std_path())?;
        let terms = package.license.as_deref().unwrap_or("see its text");
        let home = package.repository.as_deref().unwrap_or("no address");
        let name = format!("{} {} ({terms}; {home})", package.name, package.version);
        let none = texts
            .is_empty()
            .then(|| "The packages bring no text; it lies at their address.".to_owned());
        for text in texts.into_iter().chain(none) {
            crates_by_text.entry(text).or_default().push(name.clone());
        }
    }
    let mut parts: Vec<_> =
        crates_by_text.into_iter().map(|(text, crates)| (crates.join("\n"), text)).collect();
    parts.sort_unstable();
    let parts = parts
        .iter()
        .map(|(crates, text)| format!("{}\n{crates}\n\n{}\n", "=".repeat(80), text.trim()));
    Ok(format!(
        "The work of others in Jumun, and on which terms it is used.\n\n{}",
        parts.collect::<String>()
    ))
}

fn texts_below(folder: &Path) -> Result<BTreeSet<String>> {
    let is_licence = |path: &Path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        let is_source =
            path.extension().is_some_and(|end| SOURCES.iter().any(|source| end == *source));
        !is_source && BEGINS.iter().any(|begin| name.starts_with(begin))
    };
    let files =
        files_below(folder)?.into_iter().map(|(_, path)| path).filter(|path| is_licence(path));
    files.map(|path| Ok(String::from_utf8_lossy(&fs::read(&path)?).replace("\r\n", "\n"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ships_goes_along_with_its_terms_and_what_only_builds_or_tests_does_not() {
        let metadata = resolve_dependencies().unwrap();
        let shipped = shipped_packages(&metadata).unwrap();
        let has = |name: &str| shipped.iter().any(|package| package.name.as_str() == name);
        assert!(["axum", "leptos", "sqlx", "libsqlite3-sys", "web-sys"].into_iter().all(has));
        assert!(!["proptest", "cargo_metadata", "order", "cc"].into_iter().any(has));
        let text = licences_text(&shipped).unwrap();
        assert!(text.contains("axum ") && text.contains("Permission is hereby granted"));
        assert!(text.contains("Apache License"));
        assert!(text.len() < 4_000_000, "{}", text.len());
    }
}
