//! Trial of compose.yaml, started by podman-compose.

use super::orders::{self, RunningCafe};
use crate::{
    command,
    images::{self, Engine, Images, TRIAL},
    interrupt, progress,
    tools::{podman, python},
    workspace,
};
use anyhow::{Context as _, Result, ensure};
use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::PathBuf,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;

pub const REQUIREMENTS: &str = "xtask/src/trial/requirements.txt";
const ENGINE: Engine = Engine::Podman;
const LIMIT: Duration = Duration::from_secs(180);
const READY_LIMIT: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(200);
const PIN: &str = "246810";
/// Number of services in compose.yaml.
const SERVICES: usize = 5;

/// Starts compose.yaml with `images`, runs its health checks, checks each container's confinement,
/// and takes orders.
///
/// # Errors
/// When one of these steps fails; the containers' logs are printed.
pub fn take_orders(images: &Images) -> Result<()> {
    let project = ComposeProject::start(images)?;
    let taken = project.check();
    if taken.is_err() {
        let _shown = command::run(project.compose(&["logs", "--tail=30"]).stdout(Stdio::inherit()), LIMIT);
    }
    taken.context("a café of compose.yaml takes no orders")
}

/// A compose project with its own name; its containers, networks and volumes are removed on drop.
struct ComposeProject {
    program: PathBuf,
    name: String,
    client: SocketAddr,
    admin: SocketAddr,
    secrets: TempDir,
}

impl ComposeProject {
    fn start(images: &Images) -> Result<Self> {
        let secrets = tempfile::tempdir()?;
        images::make_secrets(ENGINE, &images.of("staff"), secrets.path())?;
        let project = Self {
            program: python::ensure("compose", REQUIREMENTS)?.join("podman-compose"),
            name: format!("jumun-trial-{}", std::process::id()),
            client: free_address()?,
            admin: free_address()?,
            secrets,
        };
        progress::stage("compose.yaml, by podman-compose");
        command::run(&mut project.compose(&["up", "--detach"]), LIMIT)?;
        Ok(project)
    }

    fn check(&self) -> Result<()> {
        let mut containers = ENGINE.command();
        containers.args(["ps", "--all", "--quiet", "--filter"]);
        containers.arg(format!("label=com.docker.compose.project={}", self.name));
        let containers = command::output(&mut containers, LIMIT)?;
        ensure!(containers.lines().count() == SERVICES, "compose.yaml started {containers:?}");
        for container in containers.lines() {
            wait_until_healthy(container)?;
            let process = ENGINE.inspect(container, "{{.State.Pid}}")?;
            let name = ENGINE.inspect(container, "{{.Name}}")?;
            images::confinement().check(process.parse()?).context(name)?;
        }
        self.add_manager()?;
        orders::take_orders(&RunningCafe { client: self.client, admin: self.admin, pin: PIN.to_owned() })
    }

    /// Adds a manager by the command in docs/compose.md.
    fn add_manager(&self) -> Result<()> {
        let compose = self.compose(&["exec", "-T", "staff", "/staff"]);
        let mut add = command::program("sh");
        add.arg("deploy/add-manager.sh").arg(compose.get_program()).args(compose.get_args());
        for (name, value) in compose.get_envs() {
            add.env(name, value.unwrap_or_default());
        }
        command::run(add.env("JUMUN_PIN", PIN).stdout(Stdio::null()), LIMIT)
    }

    /// podman-compose on the checkout's compose.yaml, with the variables that the file's first
    /// lines name. By default podman mounts a tmpfs over /tmp and other folders of a read-only
    /// container, which Docker does not.
    fn compose(&self, arguments: &[&str]) -> Command {
        let mut compose = command::program(&self.program);
        compose.arg("--file").arg(workspace::root().join("compose.yaml"));
        compose.args(["--project-name", &self.name, "--podman-run-args=--read-only-tmpfs=false"]);
        compose.args(arguments).stdout(Stdio::null());
        for (name, value) in podman::command().get_envs() {
            compose.env(name, value.unwrap_or_default());
        }
        compose.env("JUMUN_SECRETS", self.secrets.path()).env("JUMUN_IMAGES", "localhost/jumun");
        compose.env("JUMUN_TAG", TRIAL);
        for (surface, address) in [("CLIENT", self.client), ("ADMIN", self.admin)] {
            compose.env(format!("JUMUN_{surface}_LISTEN"), address.to_string());
            compose.env(format!("JUMUN_{surface}_PUBLIC_URL"), format!("http://{address}"));
        }
        compose
    }
}

impl Drop for ComposeProject {
    fn drop(&mut self) {
        if let Err(error) = command::run(&mut self.compose(&["down", "--volumes"]), LIMIT) {
            progress::stage(format_args!("the compose project {} stays: {error:#}", self.name));
        }
    }
}

/// A loopback address that nothing listens on.
fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}

/// Runs the container's health check from compose.yaml until it succeeds.
fn wait_until_healthy(container: &str) -> Result<()> {
    let deadline = Instant::now() + READY_LIMIT;
    let mut check = ENGINE.command();
    check.args(["healthcheck", "run", container]).stdout(Stdio::null()).stderr(Stdio::null());
    while command::run(&mut check, LIMIT).is_err() {
        interrupt::check()?;
        ensure!(Instant::now() < deadline, "{container} is not healthy after {} s", READY_LIMIT.as_secs());
        thread::sleep(POLL);
    }
    Ok(())
}
