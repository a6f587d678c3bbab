//! Distribution packages: installed when this is root on a Debian kind of system, asked for otherwise.

use crate::{command, say};
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
/// When that is not in this process's power; the line names what the person can do.
pub fn install(packages: &[&str]) -> Result<()> {
    let wanted = packages.join(" ");
    if command::find("apt-get").is_none() {
        bail!("please install what Debian calls {wanted}");
    }
    if !rustix::process::geteuid().is_root() {
        bail!("please run `sudo apt-get install {wanted}`");
    }
    say::stage(format_args!("installing {wanted}"));
    // One list that cannot be fetched need not be the one that is wanted.
    let updated = apt_get(&["-qq", "update"]);
    let mut install = vec!["-qq", "install", "--yes", "--no-install-recommends"];
    install.extend(packages);
    let installed = apt_get(&install).with_context(|| format!("{wanted} cannot be installed"));
    installed.map_err(|error| match updated {
        Ok(()) => error,
        Err(lists) => error.context(format!("the package lists cannot be fetched: {lists:#}")),
    })
}

/// Where and as what apt would fetch `packages`, a line each: it changes when one of them does.
pub fn addresses(packages: &[&str]) -> Result<String> {
    with_lists(|| command::output(download_command(&["--print-uris"], packages).stderr(Stdio::null()), LIMIT))
}

/// Fetches `packages` into `folder`, without installing them.
pub fn download(packages: &[&str], folder: &Path) -> Result<()> {
    with_lists(|| command::run(download_command(&[], packages).current_dir(folder), LIMIT))
}

/// A machine may have no package lists yet, or old ones that name versions the archive has no more.
fn with_lists<T>(attempt: impl Fn() -> Result<T>) -> Result<T> {
    attempt().or_else(|_no_lists| apt_get(&["-qq", "update"]).and_then(|()| attempt()))
}

fn download_command(options: &[&str], packages: &[&str]) -> Command {
    let mut apt_get = command::program("apt-get");
    // The folder is root's alone, and apt's own user could not write there.
    apt_get.args(["-qq", "-o", "APT::Sandbox::User=root", "download"]).args(options).args(packages);
    apt_get
}

fn apt_get(arguments: &[&str]) -> Result<()> {
    let mut apt_get = command::program("apt-get");
    apt_get.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    // What a package says while it is set up is no news here; what goes wrong is on standard error.
    command::run(apt_get.stdout(Stdio::null()), LIMIT)
}
