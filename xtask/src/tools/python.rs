//! Programs published as Python packages: each set in its own environment below target/, installed
//! only when its list changes, and only if the list names a digest of each archive.

use super::debian;
use crate::{command, progress, workspace};
use anyhow::{Context as _, Result, ensure};
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

const LIMIT: Duration = Duration::from_secs(900);

/// Folder with the programs that `requirements` (a file, relative to the checkout's root) lists.
///
/// # Errors
/// When there is no Python 3 and none can be installed, or the packages cannot be fetched.
pub fn ensure(name: &str, requirements: &str) -> Result<PathBuf> {
    let list = workspace::root().join(requirements);
    let wanted = fs::read(&list).with_context(|| format!("cannot read {}", list.display()))?;
    let folder = workspace::root().join("target/python").join(name);
    let marker = folder.join(".installed");
    if !fs::read(&marker).is_ok_and(|installed| installed == wanted) {
        progress::stage(format_args!("installing the Python packages of {requirements}"));
        create(&folder)?;
        let mut pip = pip(&folder.join("bin"));
        command::run(pip.args(["install", "--require-hashes", "--requirement"]).arg(&list), LIMIT)
            .with_context(|| {
                format!("the packages of {requirements} cannot be fetched; is this machine offline?")
            })?;
        fs::write(&marker, wanted).with_context(|| format!("cannot write {}", marker.display()))?;
    }
    Ok(folder.join("bin"))
}

/// Downloads the packages that `requirements` lists into `folder` without installing them.
pub fn download(requirements: &str, folder: &Path, bin: &Path) -> Result<()> {
    let mut pip = pip(bin);
    pip.args(["download", "--no-deps", "--require-hashes", "--requirement", requirements, "--dest"]);
    command::run(pip.arg(folder), LIMIT)
        .with_context(|| format!("the package of {requirements} cannot be fetched; is this machine offline?"))
}

fn pip(bin: &Path) -> std::process::Command {
    let mut pip = command::program(bin.join("python"));
    pip.args(["-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input"]);
    pip
}

fn create(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    if !venv(folder)? {
        // Debian's Python comes without the `venv` support.
        debian::install(&["python3", "python3-venv"])?;
        ensure!(venv(folder)?, "`python3 -m venv` fails");
    }
    Ok(())
}

fn venv(folder: &Path) -> Result<bool> {
    if command::find("python3").is_none() {
        return Ok(false);
    }
    let mut python = command::program("python3");
    Ok(command::status(python.args(["-m", "venv"]).arg(folder), LIMIT)?.success())
}
