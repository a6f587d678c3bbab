//! The build: the binaries, and one folder for each surface with the files that a browser loads.
//!
//! `frontend` (hydrate) and `server` (ssr) are never named in one cargo call: their features would
//! unify, and the browser build would silently lose its event handlers. The wasm builds have their
//! own target folder.

mod bindgen;
mod digest;
pub mod licences;
mod project;
mod publish;
mod stage;
mod style;
mod wasm;

pub use digest::{ContentDigest, files_below};
pub use project::read_all as projects;
pub use wasm::TARGET_DIR;

use crate::{command, packages, progress, tools, workspace};
use anyhow::Result;
use std::{path::PathBuf, time::Duration};

const LIMIT: Duration = Duration::from_secs(40 * 60);
const GIT_LIMIT: Duration = Duration::from_secs(30);

/// How the binaries are compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BuildProfile {
    Dev,
    Release,
}

impl BuildProfile {
    pub fn from_release(release: bool) -> Self {
        if release { Self::Release } else { Self::Dev }
    }

    fn cargo_name(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Release => "release",
        }
    }

    /// The folder in which cargo puts this profile's binaries.
    pub fn binaries_folder(self) -> PathBuf {
        let name = match self {
            Self::Dev => "debug",
            Self::Release => "release",
        };
        workspace::root_folder().join("target").join(name)
    }
}

/// Builds the binaries and the browser's half.
pub fn build_all(profile: BuildProfile) -> Result<()> {
    build_binaries(profile)?;
    build_site()
}

/// Builds every binary that ships into `target/`.
pub fn build_binaries(profile: BuildProfile) -> Result<()> {
    progress::print_stage("building the server and the services");
    cargo_build(profile, &packages::package_flags(packages::shipped_binaries()))?;
    if profile == BuildProfile::Release {
        licences::write_licences(profile)?;
    }
    Ok(())
}

/// Builds the auditor: the package `chaos`.
pub fn build_chaos(profile: BuildProfile) -> Result<()> {
    progress::print_stage("building chaos");
    cargo_build(profile, &["--package", "chaos"])
}

/// Builds `order` with bugs that a switch activates, in the place of the plain binary.
pub fn build_order_with_bugs(profile: BuildProfile) -> Result<()> {
    progress::print_stage("building order with its planted bugs");
    cargo_build(profile, &["--package", "order", "--features", "planted-bugs"])
}

fn cargo_build(profile: BuildProfile, what: &[&str]) -> Result<()> {
    let mut cargo = command::cargo_command();
    cargo.arg("build").args(what).args([
        "--target-dir",
        "target",
        "--profile",
        profile.cargo_name(),
    ]);
    if profile == BuildProfile::Release
        && let Some(commit) = current_commit()
    {
        cargo.env("JUMUN_COMMIT", commit);
    }
    command::run_checked(&mut cargo, LIMIT)
}

/// The commit that is built, as `/version` reports it; `None` if the sources are not a checkout.
fn current_commit() -> Option<String> {
    let mut git = command::workspace_command("git");
    git.args(["describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"])
        .current_dir(workspace::root_folder());
    command::run_for_output(&mut git, GIT_LIMIT).ok().map(|commit| commit.trim().to_owned())
}

/// Builds the files that the browser loads, for both surfaces, after installing the tools for that.
pub fn build_site() -> Result<()> {
    tools::wasm_target::ensure_target()?;
    tools::npm::ensure_packages("xtask/npm")?;
    for project in projects()? {
        publish::publish_surface(&project)?;
    }
    Ok(())
}
