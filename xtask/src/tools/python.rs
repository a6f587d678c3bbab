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
pub fn ensure_environment(name: &str, requirements: &str) -> Result<PathBuf> {
    let list = workspace::root_folder().join(requirements);
    let wanted = fs::read(&list).with_context(|| format!("cannot read {}", list.display()))?;
    let folder = workspace::root_folder().join("target/python").join(name);
    let marker = folder.join(".installed");
    if !fs::read(&marker).is_ok_and(|installed| installed == wanted) {
        progress::print_stage(format_args!("installing the Python packages of {requirements}"));
        create_environment(&folder)?;
        let mut pip = pip_command(&folder.join("bin"));
        command::run_checked(
            pip.args(["install", "--require-hashes", "--requirement"]).arg(&list),
            LIMIT,
        )
        .with_context(|| {
            format!("the packages of {requirements} cannot be fetched; is this machine offline?")
        })?;
        fs::write(&marker, wanted).with_context(|| format!("cannot write {}", marker.display()))?;
    }
    Ok(folder.join("bin"))
}

/// Downloads the packages that `requirements` lists into `folder` without installing them.
pub fn download_packages(requirements: &str, folder: &Path, bin: &Path) -> Result<()> {
    let mut pip = pip_command(bin);
    pip.args([
        "download",
        "--no-deps",
        "--require-hashes",
        "--requirement",
        requirements,
        "--dest",
    ]);
    command::run_checked(pip.arg(folder), LIMIT).with_context(|| {
        format!("the package of {requirements} cannot be fetched; is this machine offline?")
    })
}

fn pip_command(bin: &Path) -> std::process::Command {
    let mut pip = command::workspace_command(bin.join("python"));
    pip.args(["-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input"]);
    pip
}

fn create_environment(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)
            .with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    if !try_create_venv(folder)? {
        // Debian's Python comes without the `venv` support.
        debian::install_packages(&["python3", "python3-venv"])?;
        ensure!(try_create_venv(folder)?, "`python3 -m venv` fails");
    }
    Ok(())
}

fn try_create_venv(folder: &Path) -> Result<bool> {
    if command::find_program("python3").is_none() {
        return Ok(false);
    }
    let mut python = command::workspace_command("python3");
    Ok(command::run_for_status(python.args(["-m", "venv"]).arg(folder), LIMIT)?.success())
}
