//! A software bill of materials for each part of the images, as CycloneDX: every crate with
//! version, licence and checksum, so that a known vulnerability can be looked up in what runs.
//!
//! `cargo cyclonedx` writes beside every manifest of a workspace and unifies the features of all
//! its members. Each part is therefore described in its own skeleton workspace: the manifests that
//! it needs, the lock file, and empty sources.

use super::images_folder;
use crate::{command, packages::SERVICES, progress, tools::wasm_target, workspace};
use anyhow::{Context as _, Result};
use cargo_metadata::Package;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

const TOOL: &str = "cargo-cyclonedx";
const VERSION: &str = "0.5.9";
const INSTALL_LIMIT: Duration = Duration::from_secs(30 * 60);
const LIMIT: Duration = Duration::from_secs(300);
/// Replaces the skeleton's temporary folder in a bill, so that bills do not differ by machine.
const NEUTRAL_ROOT: &str = "/jumun";

/// A package, the name of its bill, and cargo options where features or target differ from the
/// defaults.
struct SbomPart {
    package: &'static str,
    bill: &'static str,
    options: &'static [&'static str],
}

/// Parts of the surfaces' image. Each service is one more part, with its own name.
const WEB: [SbomPart; 2] = [
    SbomPart { package: "server", bill: "web", options: &[] },
    SbomPart {
        package: "frontend",
        bill: "web-browser",
        options: &["--all-features", "--target", wasm_target::TARGET],
    },
];

fn sbom_parts() -> impl Iterator<Item = SbomPart> {
    let services =
        SERVICES.map(|service| SbomPart { package: service, bill: service, options: &[] });
    WEB.into_iter().chain(services)
}

/// Path of the bill called `name`.
pub fn sbom_file(name: &str) -> PathBuf {
    images_folder().join(format!("{name}.cdx.json"))
}

/// Writes all bills.
pub fn write_sboms() -> Result<()> {
    let tool = ensure_tool()?;
    for part in sbom_parts() {
        let work = tempfile::tempdir()?;
        let root = work.path().canonicalize()?;
        let manifest = write_skeleton(part.package, &root)?;
        command::run_checked(&mut cyclonedx_command(&tool, &part, &manifest), LIMIT)?;
        let bill =
            fs::read_to_string(manifest.with_file_name(format!("{}.cdx.json", part.package)));
        let bill = bill.context("cargo-cyclonedx wrote no bill")?;
        fs::write(sbom_file(part.bill), bill.replace(&root.display().to_string(), NEUTRAL_ROOT))?;
    }
    Ok(())
}

/// Names of all bills.
pub fn sbom_names() -> impl Iterator<Item = &'static str> {
    sbom_parts().map(|part| part.bill)
}

fn cyclonedx_command(tool: &Path, part: &SbomPart, manifest: &Path) -> Command {
    let mut cargo_cyclonedx = command::workspace_command(tool);
    cargo_cyclonedx.args([
        "cyclonedx",
        "-qq",
        "--format",
        "json",
        "--spec-version",
        "1.5",
        "--no-build-deps",
    ]);
    cargo_cyclonedx.args(part.options).arg("--manifest-path").arg(manifest);
    // Without a time and a random number the same sources give the same bill.
    cargo_cyclonedx.env("SOURCE_DATE_EPOCH", "0");
    cargo_cyclonedx
}

/// Path of the tool. It is installed once, below `target/`, in about three minutes on two cores.
fn ensure_tool() -> Result<PathBuf> {
    let root = workspace::root_folder().join("target/tools").join(format!("{TOOL}-{VERSION}"));
    let tool = root.join("bin").join(TOOL);
    if tool.is_file() {
        return Ok(tool);
    }
    progress::print_stage(format_args!("installing {TOOL} {VERSION}, once"));
    let mut install = command::cargo_command();
    install
        .args(["install", "--quiet", "--locked", "--version", VERSION, TOOL, "--root"])
        .arg(&root);
    command::run_checked(&mut install, INSTALL_LIMIT)?;
    Ok(tool)
}

/// Lays out the files that `cargo metadata` needs to resolve `package` alone, and returns the path
/// of its manifest.
fn write_skeleton(package: &str, root: &Path) -> Result<PathBuf> {
    let from = workspace::root_folder();
    let folders = workspace::crates_of(package)?;
    let packages = workspace::cargo_metadata()?.packages;
    let inside = |package: &&Package| {
        folders.iter().any(|folder| package.manifest_path.with_file_name("") == *folder)
    };
    for package in packages.iter().filter(inside) {
        mirror_file(package.manifest_path.as_std_path(), &from, root, |path, to| {
            fs::copy(path, to).map(drop)
        })?;
        for target in &package.targets {
            mirror_file(target.src_path.as_std_path(), &from, root, |_, to| fs::write(to, ""))?;
        }
    }
    fs::copy(from.join("Cargo.lock"), root.join("Cargo.lock"))?;
    let members = folders.iter().map(|folder| folder.strip_prefix(&from).map(quoted_path));
    let members = members.collect::<Result<Vec<_>, _>>()?.join(", ");
    let manifest = fs::read_to_string(from.join("Cargo.toml"))?;
    fs::write(root.join("Cargo.toml"), with_members(&manifest, &members)?)?;
    let found = packages.iter().find(|candidate| candidate.name.as_str() == package);
    let manifest =
        &found.with_context(|| format!("the workspace has no package {package}"))?.manifest_path;
    Ok(root.join(manifest.as_std_path().strip_prefix(&from)?))
}

fn quoted_path(folder: &Path) -> String {
    format!("{:?}", folder.components().collect::<PathBuf>())
}

fn mirror_file(
    path: &Path,
    from: &Path,
    root: &Path,
    write: impl FnOnce(&Path, &Path) -> std::io::Result<()>,
) -> Result<()> {
    let to = root.join(path.strip_prefix(from)?);
    fs::create_dir_all(to.parent().context("a file lies in a folder")?)?;
    write(path, &to).with_context(|| format!("cannot write {}", to.display()))
}

/// The root manifest with these members only, and without `default-members`.
fn with_members(manifest: &str, members: &str) -> Result<String> {
    let (before, list) =
        manifest.split_once("\nmembers = [").context("the root manifest has no members")?;
    let (_, after) = list.split_once(']').context("the root manifest's members have no end")?;
    let mut small = format!("{before}\nmembers = [{members}]{after}");
    if let Some((before, list)) = small.clone().split_once("\ndefault-members = [") {
        let (_, after) =
            list.split_once(']').context("the root manifest's default-members have no end")?;
        small = format!("{before}{after}");
    }
    Ok(small)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_skeleton_has_the_parts_crates_and_no_others() {
        let root = tempfile::tempdir().unwrap();
        let manifest = write_skeleton("order", root.path()).unwrap();
        assert_eq!(manifest, root.path().join("services/order/Cargo.toml"));
        assert!(root.path().join("crates/order-api/Cargo.toml").is_file());
        assert!(!root.path().join("services/menu/Cargo.toml").exists());
        let small = fs::read_to_string(root.path().join("Cargo.toml")).unwrap();
        assert!(
            small.contains("\"crates/service-kit\"") && !small.contains("\"services/menu\""),
            "{small}"
        );
        assert!(small.contains("[workspace.lints.rust]"));
    }
}
