//! Trial of compose.yaml, started by podman-compose.

use super::orders::{self, RunningCafe};
use crate::{
    command,
    images::{self, ContainerEngine, ImageSet, TRIAL},
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
const ENGINE: ContainerEngine = ContainerEngine::Podman;
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
pub fn take_orders(images: &ImageSet) -> Result<()> {
    let project = ComposeProject::start(images)?;
    let taken = project.check_project();
    if taken.is_err() {
        let _shown = command::run_checked(
            project.compose_command(&["logs", "--tail=30"]).stdout(Stdio::inherit()),
            LIMIT,
        );
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
    fn start(images: &ImageSet) -> Result<Self> {
        let secrets = tempfile::tempdir()?;
        images::make_secrets(ENGINE, &images.full_name("staff"), secrets.path())?;
        let project = Self {
            program: python::ensure_environment("compose", REQUIREMENTS)?.join("podman-compose"),
            name: format!("jumun-trial-{}", std::process::id()),
            client: free_address()?,
            admin: free_address()?,
            secrets,
        };
        progress::print_stage("compose.yaml, by podman-compose");
        command::run_checked(&mut project.compose_command(&["up", "--detach"]), LIMIT)?;
        Ok(project)
    }

    fn check_project(&self) -> Result<()> {
        let mut containers = ENGINE.engine_command();
        containers.args(["ps", "--all", "--quiet", "--filter"]);
        containers.arg(format!("label=com.docker.compose.project={}", self.name));
        let containers = command::run_for_output(&mut containers, LIMIT)?;
        ensure!(containers.lines().count() == SERVICES, "compose.yaml started {containers:?}");
        for container in containers.lines() {
            wait_until_healthy(container)?;
            let process = ENGINE.inspect_field(container, "{{.State.Pid}}")?;
            let name = ENGINE.inspect_field(container, "{{.Name}}")?;
            images::expected_confinement().check_process(process.parse()?).context(name)?;
        }
        self.add_manager()?;
        orders::take_orders(&RunningCafe {
            client: self.client,
            admin: self.admin,
            pin: PIN.to_owned(),
        })
    }

    /// Adds a manager by the command in docs/compose.md.
    fn add_manager(&self) -> Result<()> {
        let compose = self.compose_command(&["exec", "-T", "staff", "/staff"]);
        let mut add = command::workspace_command("sh");
        add.arg("deploy/add-manager.sh").arg(compose.get_program()).args(compose.get_args());
        for (name, value) in compose.get_envs() {
            add.env(name, value.unwrap_or_default());
        }
        command::run_checked(add.env("JUMUN_PIN", PIN).stdout(Stdio::null()), LIMIT)
    }

    /// podman-compose on the checkout's compose.yaml, with the variables that the file's first
    /// lines name. By default podman mounts a tmpfs over /tmp and other folders of a read-only
    /// container, which Docker does not.
    fn compose_command(&self, arguments: &[&str]) -> Command {
        let mut compose = command::workspace_command(&self.program);
        compose.arg("--file").arg(workspace::root_folder().join("compose.yaml"));
        compose.args(["--project-name", &self.name, "--podman-run-args=--read-only-tmpfs=false"]);
        compose.args(arguments).stdout(Stdio::null());
        for (name, value) in podman::podman_command().get_envs() {
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
        if let Err(error) =
            command::run_checked(&mut self.compose_command(&["down", "--volumes"]), LIMIT)
        {
            progress::print_stage(format_args!(
                "the compose project {} stays: {error:#}",
                self.name
            ));
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
    let mut check = ENGINE.engine_command();
    check.args(["healthcheck", "run", container]).stdout(Stdio::null()).stderr(Stdio::null());
    while command::run_checked(&mut check, LIMIT).is_err() {
        interrupt::fail_if_interrupted()?;
        ensure!(
            Instant::now() < deadline,
            "{container} is not healthy after {} s",
            READY_LIMIT.as_secs()
        );
        thread::sleep(POLL);
    }
    Ok(())
}
