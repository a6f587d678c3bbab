//! Checks of the deployment files by the tools of their field: the Containerfile by hadolint, the
//! systemd units by systemd itself.

use crate::{build::files_below, command, packages, progress, tools::python, workspace};
use anyhow::{Context as _, Result};
use std::{ffi::OsString, fs, os::unix::fs::PermissionsExt as _, path::Path, time::Duration};

const LIMIT: Duration = Duration::from_secs(120);
const INSTALLED: &str = "/usr/local/lib/jumun";
/// Maximum exposure by `systemd-analyze security`, of 100. Below 20 (printed as 2.0) a unit counts
/// as well confined.
const MOST_EXPOSED: &str = "20";

/// Checks that hadolint reports nothing about the Containerfile.
pub fn check_containerfile() -> Result<()> {
    let programs = python::ensure_environment("images", "images/requirements.txt")?;
    command::run_checked(
        command::workspace_command(programs.join("hadolint")).arg("images/Containerfile"),
        LIMIT,
    )
}

/// Checks that systemd accepts every line of every unit and rates the services as well confined.
/// Without `systemd-analyze` on this machine the check is skipped with a message.
pub fn check_units() -> Result<()> {
    if command::find_program("systemd-analyze").is_none() {
        progress::print_stage("no systemd-analyze here: the units are not looked at");
        return Ok(());
    }
    analyze_units(&workspace::root_folder().join("deploy/systemd"))
}

fn analyze_units(units: &Path) -> Result<()> {
    let work = tempfile::tempdir()?;
    let names = lay_out(units, work.path())?;
    let mut verify = analyze_command(work.path(), &["verify", "--man=no", "--recursive-errors=no"]);
    command::run_checked(verify.args(names.iter().map(|name| work.path().join(name))), LIMIT)?;
    let services = names.iter().filter(|name| name.as_encoded_bytes().ends_with(b".service"));
    let mut security = analyze_command(
        work.path(),
        &["security", "--offline=true", "--no-pager", "--threshold", MOST_EXPOSED],
    );
    command::run_checked(security.args(services).stdout(std::process::Stdio::null()), LIMIT)
}

fn analyze_command(units: &Path, arguments: &[&str]) -> std::process::Command {
    let mut analyze = command::workspace_command("systemd-analyze");
    // The trailing colon adds the system's own units.
    analyze.env("SYSTEMD_UNIT_PATH", format!("{}:", units.display())).args(arguments);
    analyze
}

/// Copies the units, with empty files in place of the programs they start, and returns their names;
/// a template is named by one instance.
fn lay_out(units: &Path, work: &Path) -> Result<Vec<OsString>> {
    let programs = work.join("programs");
    fs::create_dir_all(&programs)?;
    for binary in packages::shipped_binaries() {
        let program = programs.join(binary);
        fs::write(&program, "")?;
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755))?;
    }
    let mut names = Vec::new();
    for (name, path) in files_below(units)? {
        let text = fs::read_to_string(&path)?.replace(INSTALLED, &programs.display().to_string());
        let file = work.join(&name);
        fs::create_dir_all(file.parent().context("a file lies in a folder")?)?;
        fs::write(file, text)?;
        if name.parent() == Some(Path::new("")) {
            names.push(name.to_string_lossy().replace('@', "@menu").into());
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNIT: &str = "[Service]\nExecStart=/usr/local/lib/jumun/order\nDynamicUser=yes\n";

    #[test]
    fn a_word_that_systemd_does_not_know_and_an_open_unit_are_found() {
        if command::find_program("systemd-analyze").is_none() {
            return;
        }
        check_units().unwrap();
        let folder = tempfile::tempdir().unwrap();
        for bad in [UNIT.to_owned(), UNIT.replace("DynamicUser", "DynamicUsr")] {
            fs::write(folder.path().join("jumun-trial.service"), bad).unwrap();
            assert!(analyze_units(folder.path()).is_err());
        }
    }
}
