//! podman, with settings for a machine without systemd, such as a container or a build machine.
//! Where systemd runs, or `CONTAINERS_CONF` is set, podman's own settings stay.

use super::debian;
use crate::{command, workspace};
use anyhow::{Context as _, Result};
use rustix::process::{Resource, getrlimit};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

const PACKAGES: [&str; 5] = ["podman", "buildah", "runc", "netavark", "aardvark-dns"];
const NETAVARK: &str = "/usr/lib/podman/netavark";
const SYSTEMD: &str = "/run/systemd/system";
const CONTAINERS_CONF: &str = "CONTAINERS_CONF";
const QUICK: Duration = Duration::from_secs(60);

/// Makes sure that podman is installed and works.
///
/// # Errors
/// When it is missing and cannot be installed, or does not work for this user.
pub fn ensure_podman() -> Result<()> {
    // With these settings containers run with runc: crun does not support every cgroup setup that a
    // machine may have.
    let needed = ["podman", if needs_settings() { "runc" } else { "podman" }];
    if needed.into_iter().any(|program| command::find_program(program).is_none()) {
        debian::install_packages(&PACKAGES)?;
    }
    if needs_settings() {
        write_settings()?;
    }
    let version = command::run_for_output(
        podman_command().args(["info", "--format", "{{.Version.Version}}"]),
        QUICK,
    );
    version.map(drop).context("podman is installed but does not work; `podman info` says why")
}

/// A command that runs podman with the settings, from the checkout's root; [`ensure`] has to come
/// first.
pub fn podman_command() -> Command {
    let mut podman = command::workspace_command("podman");
    if needs_settings() {
        podman.env(CONTAINERS_CONF, settings_file());
        // podman runs health checks by systemd timers; without systemd the caller runs them.
        podman.env("DISABLE_HC_SYSTEMD", "true");
    }
    podman
}

fn needs_settings() -> bool {
    std::env::var_os(CONTAINERS_CONF).is_none() && !Path::new(SYSTEMD).exists()
}

fn settings_file() -> PathBuf {
    workspace::root_folder().join("target/podman/containers.conf")
}

fn write_settings() -> Result<()> {
    let file = settings_file();
    let folder = file.parent().context("a file lies in a folder")?;
    let write = || fs::create_dir_all(folder).and_then(|()| fs::write(&file, settings_text()));
    write().with_context(|| format!("cannot write {}", file.display()))
}

/// The settings. podman's defaults ask for more open files than a confined machine may give, and
/// for systemd's cgroups and journal; and where CNI plugins are installed beside netavark, they
/// choose networks without a name server.
fn settings_text() -> String {
    let files = hard_limit(Resource::Nofile);
    let processes = hard_limit(Resource::Nproc);
    let runtime = if command::find_program("runc").is_some() { "runtime = \"runc\"\n" } else { "" };
    let network = if Path::new(NETAVARK).exists() {
        "[network]\nnetwork_backend = \"netavark\"\n"
    } else {
        ""
    };
    format!(
        "[containers]\ndefault_ulimits = [\"nofile={files}:{files}\", \"nproc={processes}:{processes}\"]\n\
         [engine]\n{runtime}cgroup_manager = \"cgroupfs\"\nevents_logger = \"file\"\n{network}"
    )
}

fn hard_limit(resource: Resource) -> u64 {
    const PLENTY: u64 = 16_384;
    getrlimit(resource).maximum.unwrap_or(PLENTY).min(PLENTY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_container_is_promised_more_than_this_process_may_have() {
        let files = getrlimit(Resource::Nofile).maximum.unwrap_or(u64::MAX);
        let settings = settings_text();
        let line = settings.lines().find(|line| line.starts_with("default_ulimits")).unwrap();
        let promised = line.split("nofile=").nth(1).unwrap().split(':').next().unwrap();
        assert!(promised.parse::<u64>().unwrap() <= files, "{line}");
        assert!(settings.contains("cgroup_manager = \"cgroupfs\""));
    }
}
