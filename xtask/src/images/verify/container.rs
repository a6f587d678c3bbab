//! A container that is removed on drop.

use super::ContainerEngine;
use crate::{command, interrupt, progress};
use anyhow::{Context as _, Result, bail};
use process_kit::is_ok;
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

const LIMIT: Duration = Duration::from_secs(60);
const READY_LIMIT: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(50);
/// Longer than a drain may take: a process that drains too slowly still ends by itself, so its time
/// is measured.
const STOP_SECONDS: &str = "20";

pub struct RunningContainer {
    engine: ContainerEngine,
    id: String,
    health_port: u16,
}

impl RunningContainer {
    /// Starts `image` hardened, with a new volume for its data and `port` published on a free
    /// loopback port.
    pub fn start(
        engine: ContainerEngine,
        image: &str,
        options: &[String],
        port: u16,
    ) -> Result<Self> {
        let mut run = engine.engine_command();
        run.args(["run", "--detach", "--cap-drop=ALL", "--security-opt=no-new-privileges"]);
        run.args(engine.read_only_options());
        run.args(["--volume=/data", "--publish", &format!("127.0.0.1::{port}")])
            .args(options)
            .arg(image);
        let id = command::run_for_output(&mut run, LIMIT)?.trim().to_owned();
        let mut container = Self { engine, id, health_port: 0 };
        container.health_port = container.published_port(port)?;
        Ok(container)
    }

    /// The loopback port that is published for the container's `port`.
    pub fn published_port(&self, port: u16) -> Result<u16> {
        let published = self.engine.output_text(&["port", &self.id, &port.to_string()])?;
        let published =
            published.lines().next().and_then(|line| line.rsplit(':').next()?.parse().ok());
        published.context("the engine published no port")
    }

    /// The container's address on its network.
    pub fn network_address(&self) -> Result<IpAddr> {
        let address = self
            .engine
            .inspect_field(&self.id, "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}")?;
        address.parse().with_context(|| format!("the engine gives no address but {address:?}"))
    }

    /// Prints the container's log on this terminal.
    pub fn show_log(&self) {
        let _shown =
            command::run_checked(self.engine.engine_command().args(["logs", &self.id]), LIMIT);
    }

    /// Waits until `/livez` and `/readyz` answer 200; on a timeout the container's log is printed.
    pub fn wait_ready(&self) -> Result<()> {
        let deadline = Instant::now() + READY_LIMIT;
        let health = SocketAddr::from((Ipv4Addr::LOCALHOST, self.health_port));
        while !["/livez", "/readyz"].iter().all(|path| is_ok(health, path)) {
            interrupt::fail_if_interrupted()?;
            if Instant::now() > deadline {
                self.show_log();
                bail!("it is not ready after {} s", READY_LIMIT.as_secs());
            }
            thread::sleep(POLL);
        }
        Ok(())
    }

    /// Id of the container's process on this machine.
    pub fn process_id(&self) -> Result<u32> {
        let id = self.engine.inspect_field(&self.id, "{{.State.Pid}}")?;
        id.parse().context("the engine gives no process id")
    }

    /// Every path in the container's file system, without a leading slash.
    pub fn file_paths(&self) -> Result<Vec<String>> {
        let archive = tempfile::NamedTempFile::new()?;
        let mut export = self.engine.engine_command();
        command::run_checked(
            export.args(["export", "--output"]).arg(archive.path()).arg(&self.id),
            LIMIT,
        )?;
        let list = command::run_for_output(
            command::workspace_command("tar").arg("-tf").arg(archive.path()),
            LIMIT,
        )?;
        Ok(list
            .lines()
            .map(|path| path.trim_start_matches("./").trim_start_matches('/').to_owned())
            .collect())
    }

    /// Whether `program` can be started in the container and succeeds.
    pub fn can_run(&self, program: &[&str]) -> bool {
        let mut exec = self.engine.engine_command();
        exec.args(["exec", &self.id]).args(program).stdout(Stdio::null()).stderr(Stdio::null());
        command::run_checked(&mut exec, LIMIT).is_ok()
    }

    /// Stops the container with SIGTERM and returns its exit code.
    pub fn stop(&mut self) -> Result<String> {
        self.engine.output_text(&["stop", "--time", STOP_SECONDS, &self.id])?;
        self.engine.inspect_field(&self.id, "{{.State.ExitCode}}")
    }
}

impl Drop for RunningContainer {
    fn drop(&mut self) {
        let mut remove = self.engine.engine_command();
        remove.args(["rm", "--force", "--volumes", &self.id]).stdout(Stdio::null());
        if let Err(error) = command::run_checked(&mut remove, LIMIT) {
            progress::print_stage(format_args!("container {} stays: {error:#}", self.id));
        }
    }
}
