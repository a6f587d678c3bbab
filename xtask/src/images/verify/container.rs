//! A container that is gone when this is dropped.

use super::Engine;
use crate::{command, interrupt, say, stack::probe};
use anyhow::{Context as _, Result, bail};
use std::{
    net::IpAddr,
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

const LIMIT: Duration = Duration::from_secs(60);
const READY_LIMIT: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(50);
/// Longer than a drain may take, so that one which takes too long ends by itself and is seen.
const STOP_SECONDS: &str = "20";

pub struct Container {
    engine: Engine,
    id: String,
    health_port: u16,
}

impl Container {
    /// Starts `image` hardened, with a fresh volume for its data and `port` published on a free one of this machine.
    pub fn start(engine: Engine, image: &str, options: &[String], port: u16) -> Result<Self> {
        let mut run = engine.command();
        run.args(["run", "--detach", "--cap-drop=ALL", "--security-opt=no-new-privileges"]);
        run.args(engine.read_only());
        run.args(["--volume=/data", "--publish", &format!("127.0.0.1::{port}")]).args(options).arg(image);
        let id = command::output(&mut run, LIMIT)?.trim().to_owned();
        let mut container = Self { engine, id, health_port: 0 };
        container.health_port = container.published(port)?;
        Ok(container)
    }

    /// The port of this machine that leads to `port` in it.
    pub fn published(&self, port: u16) -> Result<u16> {
        let published = self.engine.text(&["port", &self.id, &port.to_string()])?;
        let published = published.lines().next().and_then(|line| line.rsplit(':').next()?.parse().ok());
        published.context("the engine published no port")
    }

    /// Its address on the network that it is on.
    pub fn address(&self) -> Result<IpAddr> {
        let address =
            self.engine.inspect(&self.id, "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}")?;
        address.parse().with_context(|| format!("the engine gives no address but {address:?}"))
    }

    /// Puts what it has logged on this terminal.
    pub fn show_log(&self) {
        let _shown = command::run(self.engine.command().args(["logs", &self.id]), LIMIT);
    }

    /// Waits until `/livez` and `/readyz` give 200; what it logged is shown when they do not.
    pub fn wait_ready(&self) -> Result<()> {
        let deadline = Instant::now() + READY_LIMIT;
        while !["/livez", "/readyz"].iter().all(|path| probe::is_ok(self.health_port, path)) {
            interrupt::check()?;
            if Instant::now() > deadline {
                self.show_log();
                bail!("it is not ready after {} s", READY_LIMIT.as_secs());
            }
            thread::sleep(POLL);
        }
        Ok(())
    }

    /// Its process's number on this machine.
    pub fn process_id(&self) -> Result<u32> {
        let id = self.engine.inspect(&self.id, "{{.State.Pid}}")?;
        id.parse().context("the engine gives no process id")
    }

    /// Every path in its file system.
    pub fn paths(&self) -> Result<Vec<String>> {
        let archive = tempfile::NamedTempFile::new()?;
        let mut export = self.engine.command();
        command::run(export.args(["export", "--output"]).arg(archive.path()).arg(&self.id), LIMIT)?;
        let list = command::output(command::program("tar").arg("-tf").arg(archive.path()), LIMIT)?;
        Ok(list
            .lines()
            .map(|path| path.trim_start_matches("./").trim_start_matches('/').to_owned())
            .collect())
    }

    /// Whether a program in it can be started and succeeds.
    pub fn can_run(&self, program: &[&str]) -> bool {
        let mut exec = self.engine.command();
        exec.args(["exec", &self.id]).args(program).stdout(Stdio::null()).stderr(Stdio::null());
        command::run(&mut exec, LIMIT).is_ok()
    }

    /// SIGTERM; gives the status it ended with.
    pub fn stop(&mut self) -> Result<String> {
        self.engine.text(&["stop", "--time", STOP_SECONDS, &self.id])?;
        self.engine.inspect(&self.id, "{{.State.ExitCode}}")
    }
}

impl Drop for Container {
    fn drop(&mut self) {
        let mut remove = self.engine.command();
        remove.args(["rm", "--force", "--volumes", &self.id]).stdout(Stdio::null());
        if let Err(error) = command::run(&mut remove, LIMIT) {
            say::stage(format_args!("container {} stays: {error:#}", self.id));
        }
    }
}
