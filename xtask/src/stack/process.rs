//! One process of the stack: start, readiness by `/readyz`, signals and end.

use super::{POLL, probe};
use crate::{command, interrupt};
use anyhow::{Context as _, Result, bail, ensure};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, waitid};
use std::{
    ffi::OsString,
    fs::{self, File},
    io,
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus},
    sync::OnceLock,
    thread,
    time::{Duration, Instant},
};

const QUOTED_LINES: usize = 8;
/// Time from SIGSTOP until all threads must have stopped.
const STOP_LIMIT: Duration = Duration::from_secs(5);

pub struct Process {
    name: &'static str,
    binary: PathBuf,
    flags: Vec<OsString>,
    health: u16,
    log: PathBuf,
    child: Option<Child>,
    started: Instant,
}

impl Process {
    /// A process that is not started yet. `health` is the loopback port with `/readyz`; `log` is
    /// appended to.
    pub fn new(name: &'static str, binary: PathBuf, flags: Vec<OsString>, health: u16, log: PathBuf) -> Self {
        Self { name, binary, flags, health, log, child: None, started: Instant::now() }
    }

    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Time since the last start.
    pub fn age(&self) -> Duration {
        self.started.elapsed()
    }

    /// Starts the process, unless it is running already.
    pub fn start(&mut self) -> Result<()> {
        if self.is_running()? {
            return Ok(());
        }
        let log = self.open_log()?;
        let mut command = self.command();
        command.args(&self.flags).stdout(log.try_clone()?).stderr(log);
        self.child = Some(command::spawn(&mut command)?);
        self.started = Instant::now();
        Ok(())
    }

    /// The binary, started through `setpriv` where that works: the kernel then ends it when xtask
    /// is killed outright. That is tied to the starting thread, so the thread that starts a process
    /// must live as long as the process may.
    fn command(&self) -> Command {
        static ENDS_WITH_PARENT: OnceLock<bool> = OnceLock::new();
        if *ENDS_WITH_PARENT.get_or_init(super::ends_with_parent) {
            let mut setpriv = command::program("setpriv");
            setpriv.args(["--pdeathsig", "TERM", "--"]).arg(&self.binary);
            setpriv
        } else {
            command::program(&self.binary)
        }
    }

    fn open_log(&self) -> Result<File> {
        let folder = self.log.parent().context("a log lies in a folder")?;
        make_private(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let log = File::options().create(true).append(true).mode(0o600).open(&self.log);
        log.with_context(|| format!("cannot write {}", self.log.display()))
    }

    /// Waits until the process is ready.
    ///
    /// # Errors
    /// When the process ends, or does not answer 200 on `/readyz` within `limit`; its log is
    /// quoted.
    pub fn wait_ready(&mut self, limit: Duration) -> Result<()> {
        let deadline = Instant::now() + limit;
        while !probe::is_ready(self.health) {
            interrupt::check()?;
            if let Some(status) = self.ended()? {
                bail!("{} ended ({status}), see {}:{}", self.name, self.log.display(), self.last_lines());
            }
            if Instant::now() > deadline {
                bail!("{} is not ready, see {}:{}", self.name, self.log.display(), self.last_lines());
            }
            thread::sleep(POLL);
        }
        Ok(())
    }

    fn last_lines(&self) -> String {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<_> = log.lines().collect();
        let last = lines.iter().skip(lines.len().saturating_sub(QUOTED_LINES));
        last.fold(String::new(), |quoted, line| quoted + "\n  " + line)
    }

    pub fn is_running(&mut self) -> Result<bool> {
        Ok(self.child.is_some() && self.ended()?.is_none())
    }

    /// Exit status once the process has ended; `None` while it runs or if it was never started.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.as_mut().map(Child::try_wait).transpose()?.flatten())
    }

    /// Sends `signal` to the process group; no error if it is not running.
    pub fn signal(&mut self, signal: Signal) -> Result<()> {
        self.child.as_mut().map_or(Ok(()), |child| command::signal_group(child, signal))
    }

    /// Sends SIGSTOP and waits until the process has stopped: until then some threads still answer.
    /// No error if it is not running.
    pub fn pause(&mut self) -> Result<()> {
        let Some(pid) = self.child.as_ref().map(Pid::from_child) else { return Ok(()) };
        self.signal(Signal::STOP)?;
        let deadline = Instant::now() + STOP_LIMIT;
        while waitid(WaitId::Pid(pid), WaitIdOptions::STOPPED | WaitIdOptions::NOHANG)?.is_none() {
            ensure!(Instant::now() < deadline, "{} does not stop", self.name);
            thread::sleep(POLL);
        }
        Ok(())
    }

    /// Ends the process: SIGTERM, up to `grace` to drain, then SIGKILL.
    pub fn stop(&mut self, grace: Duration) -> Result<()> {
        self.child.as_mut().map_or(Ok(()), |child| command::end(child, grace).map(drop))
    }

    /// Sends SIGKILL and waits until the process has ended.
    pub fn kill(&mut self) -> Result<()> {
        self.signal(Signal::KILL)?;
        if let Some(child) = &mut self.child {
            child.wait()?;
        }
        Ok(())
    }
}

/// Creates `folder` and its missing parents with access for this user alone: they hold data, keys
/// and logs.
pub fn make_private(folder: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn a_log_is_readable_for_this_user_alone() {
        let data = tempfile::tempdir().unwrap();
        let log = data.path().join("new/log/order.log");
        let process = Process::new("order", "true".into(), Vec::new(), 1, log.clone());
        drop(process.open_log().unwrap());
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(
            (mode(&log), mode(log.parent().unwrap()), mode(&data.path().join("new"))),
            (0o600, 0o700, 0o700)
        );
    }
}
