//! The checkout's root folder, and facts from its manifests and lock file.

use anyhow::{Context as _, Result};
use cargo_metadata::{Metadata, MetadataCommand};
use std::path::{Path, PathBuf};

/// The checkout's root folder, from `CARGO_MANIFEST_DIR` at run time (`cargo run` sets it), else at
/// compile time.
pub fn root_folder() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.parent().map_or_else(|| here.clone(), Path::to_path_buf)
}

/// `cargo metadata` of the workspace's own packages, without dependencies.
pub fn cargo_metadata() -> Result<Metadata> {
    MetadataCommand::new()
        .manifest_path(root_folder().join("Cargo.toml"))
        .no_deps()
        .exec()
        .context("cargo metadata failed; run `cargo metadata --no-deps` to see why")
}

/// Folders of the workspace package `name` and of every workspace package that it depends on,
/// directly or not.
pub fn crates_of(name: &str) -> Result<Vec<PathBuf>> {
    let packages = cargo_metadata()?.packages;
    let mut names = vec![name.to_owned()];
    let mut folders = Vec::new();
    while let Some(name) = names.get(folders.len()).cloned() {
        let package = packages.iter().find(|package| package.name.as_str() == name);
        let package = package.with_context(|| format!("the workspace has no package {name}"))?;
        folders.push(package.manifest_path.with_file_name("").into_std_path_buf());
        let below = package.dependencies.iter().filter(|dependency| dependency.path.is_some());
        for dependency in below {
            if !names.contains(&dependency.name) {
                names.push(dependency.name.clone());
            }
        }
    }
    Ok(folders)
}

/// Every version of package `name` in Cargo.lock.
pub fn locked_versions(name: &str) -> Result<Vec<String>> {
    let path = root_folder().join("Cargo.lock");
    let lock = std::fs::read_to_string(&path)
        .with_context(|| format!("cannot read {}", path.display()))?;
    Ok(versions_in(&lock, name))
}

/// Relies on the lock file's layout: a package's `version` is on the line after its `name`.
fn versions_in(lock: &str, name: &str) -> Vec<String> {
    let wanted = format!("name = \"{name}\"");
    let mut lines = lock.lines();
    let mut versions = Vec::new();
    while let Some(line) = lines.next() {
        if line == wanted {
            let version = lines.next().and_then(|next| next.strip_prefix("version = "));
            versions.extend(version.map(|quoted| quoted.trim_matches('"').to_owned()));
        }
    }
    versions
}

#[cfg(test)]
mod tests {
    use super::{crates_of, versions_in};

    #[test]
    fn the_browser_half_is_made_of_the_contracts_too() {
        let folders = crates_of("frontend").unwrap();
        for part in ["frontend", "app", "crates/menu-api", "crates/order-api"] {
            assert!(
                folders.iter().any(|folder| folder.ends_with(part)),
                "{part} is missing in {folders:?}"
            );
        }
    }

    #[test]
    fn finds_every_version_of_exactly_that_name() {
        let lock = "[[package]]\nname = \"axum\"\nversion = \"0.7.9\"\n\n[[package]]\nname = \"axum\"\nversion = \
                    \"0.8.4\"\n\n[[package]]\nname = \"axum-core\"\nversion = \"0.5.2\"\n";
        assert_eq!(versions_in(lock, "axum"), ["0.7.9", "0.8.4"]);
        assert_eq!(versions_in(lock, "hyper"), Vec::<String>::new());
    }
}
