//! npm packages that a lock file pins, installed only when that file changes.

use crate::{command, progress, workspace};
use anyhow::{Context as _, Result, ensure};
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

const LIMIT: Duration = Duration::from_secs(600);

/// Checks that Node.js and npm are installed.
///
/// # Errors
/// When one is missing; the message names the remedy.
pub fn require_node() -> Result<()> {
    for program in ["node", "npm"] {
        let found = command::find_program(program).is_some();
        ensure!(found, "`{program}` is not in PATH: install Node.js 20 or newer with npm");
    }
    Ok(())
}

/// Installs the packages that `<folder>/package-lock.json` pins, without their install scripts.
pub fn ensure_packages(folder: &str) -> Result<()> {
    let lock_file = lock_file(folder);
    let lock =
        fs::read(&lock_file).with_context(|| format!("cannot read {}", lock_file.display()))?;
    let marker = modules_folder(folder).join(".installed-lock.json");
    if fs::read(&marker).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    require_node()?;
    progress::print_stage(format_args!("installing npm packages of {folder}"));
    let mut npm = command::workspace_command("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
    npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .current_dir(workspace::root_folder().join(folder));
    command::run_checked(&mut npm, LIMIT)?;
    fs::write(&marker, lock).with_context(|| format!("cannot write {}", marker.display()))
}

/// Path of the lock file of the packages in `folder`.
pub fn lock_file(folder: &str) -> PathBuf {
    workspace::root_folder().join(folder).join("package-lock.json")
}

/// Path of a program from the packages of `folder`.
pub fn tool_path(folder: &str, name: &str) -> PathBuf {
    modules_folder(folder).join(".bin").join(name)
}

/// The CSS bundler's binary for this machine, from its platform package: the usual name in `.bin`
/// is made by an install script, and those do not run.
pub fn lightningcss_path() -> Result<PathBuf> {
    let modules = modules_folder("xtask/npm");
    for entry in
        fs::read_dir(&modules).with_context(|| format!("cannot read {}", modules.display()))?
    {
        let entry = entry?;
        let binary = entry.path().join("lightningcss");
        if entry.file_name().to_string_lossy().starts_with("lightningcss-cli-")
            && runs_here(&binary)
        {
            return Ok(binary);
        }
    }
    anyhow::bail!("lightningcss-cli has no binary for this machine")
}

/// Whether `binary` runs. npm leaves out packages for other systems, but may install those for both
/// C libraries of this one.
fn runs_here(binary: &Path) -> bool {
    let version = command::run_for_output(
        command::workspace_command(binary).arg("--version"),
        Duration::from_secs(10),
    );
    version.is_ok()
}

fn modules_folder(folder: &str) -> PathBuf {
    workspace::root_folder().join(folder).join("node_modules")
}
