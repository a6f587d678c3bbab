//! Debian packages: installed if this is root on a Debian-like system, else the user is asked to.

use crate::{command, progress};
use anyhow::{Context as _, Result, bail};
use std::{
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

const LIMIT: Duration = Duration::from_secs(900);

/// Installs `packages`.
///
/// # Errors
/// When this process cannot install them; the message says what the user can do.
pub fn install_packages(packages: &[&str]) -> Result<()> {
    let wanted = packages.join(" ");
    if command::find_program("apt-get").is_none() {
        bail!("please install what Debian calls {wanted}");
    }
    if !rustix::process::geteuid().is_root() {
        bail!("please run `sudo apt-get install {wanted}`");
    }
    progress::print_stage(format_args!("installing {wanted}"));
    // A package list that cannot be fetched may be irrelevant, so the installation is tried anyway.
    let updated = apt_get(&["-qq", "update"]);
    let mut install = vec!["-qq", "install", "--yes", "--no-install-recommends"];
    install.extend(packages);
    let installed = apt_get(&install).with_context(|| format!("{wanted} cannot be installed"));
    installed.map_err(|error| match updated {
        Ok(()) => error,
        Err(lists) => error.context(format!("the package lists cannot be fetched: {lists:#}")),
    })
}

/// The URI and file from which apt would fetch each of `packages`, one line each: the text changes
/// when a package does.
pub fn package_addresses(packages: &[&str]) -> Result<String> {
    retry_with_fresh_lists(|| {
        command::run_for_output(
            download_command(&["--print-uris"], packages).stderr(Stdio::null()),
            LIMIT,
        )
    })
}

/// Downloads `packages` into `folder` without installing them.
pub fn download_packages(packages: &[&str], folder: &Path) -> Result<()> {
    retry_with_fresh_lists(|| {
        command::run_checked(download_command(&[], packages).current_dir(folder), LIMIT)
    })
}

/// Calls `attempt`; after a failure, once more with updated package lists. A machine may have no
/// lists yet, or old ones that name versions that the archive no longer has.
fn retry_with_fresh_lists<T>(attempt: impl Fn() -> Result<T>) -> Result<T> {
    attempt().or_else(|_no_lists| apt_get(&["-qq", "update"]).and_then(|()| attempt()))
}

fn download_command(options: &[&str], packages: &[&str]) -> Command {
    let mut apt_get = command::workspace_command("apt-get");
    // Downloads run as root: the folder belongs to root alone, and apt's own user could not write
    // to it.
    apt_get.args(["-qq", "-o", "APT::Sandbox::User=root", "download"]).args(options).args(packages);
    apt_get
}

fn apt_get(arguments: &[&str]) -> Result<()> {
    let mut apt_get = command::workspace_command("apt-get");
    apt_get.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    // The output of package setup is not of interest; errors are on standard error.
    command::run_checked(apt_get.stdout(Stdio::null()), LIMIT)
}
