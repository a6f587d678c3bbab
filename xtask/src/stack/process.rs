//! One process of the stack: started, watched by its `/readyz`, ended.

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
/// From SIGSTOP until all threads have stopped.
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
    /// Not started yet. `health` is the loopback port with `/readyz`; `log` is appended to.
    pub fn new(name: &'static str, binary: PathBuf, flags: Vec<OsString>, health: u16, log: PathBuf) -> Self {
        Self { name, binary, flags, health, log, child: None, started: Instant::now() }
    }

    pub fn name(&self) -> &'static str {
        self.name
    }

    /// How long ago it was started.
    pub fn age(&self) -> Duration {
        self.started.elapsed()
    }

    /// Starts it; one that runs already stays.
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

    /// Through `setpriv` where it can: the kernel then ends the process when xtask is killed outright. That is
    /// tied to the starting thread, so whoever starts a process must live as long as the process may.
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

    /// # Errors
    /// When it ends, or does not answer 200 on `/readyz` within `limit`; its log is quoted.
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

    /// How it ended, once it has; nothing while it runs or when it never ran.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.as_mut().map(Child::try_wait).transpose()?.flatten())
    }

    /// Sends `signal`; one that does not run is no error.
    pub fn signal(&mut self, signal: Signal) -> Result<()> {
        self.child.as_mut().map_or(Ok(()), |child| command::signal_group(child, signal))
    }

    /// SIGSTOP, and stopped when this returns: threads that have not heard of it go on answering. One that does not run is
    /// no error.
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

    /// Ends it: SIGTERM, `grace` for its drain, then SIGKILL.
    pub fn stop(&mut self, grace: Duration) -> Result<()> {
        self.child.as_mut().map_or(Ok(()), |child| command::end(child, grace).map(drop))
    }

    /// SIGKILL, and gone when this returns.
    pub fn kill(&mut self) -> Result<()> {
        self.signal(Signal::KILL)?;
        if let Some(child) = &mut self.child {
            child.wait()?;
        }
        Ok(())
    }
}

/// Makes `folder`, and those above it that are missing, for this user alone: data, keys and logs lie below.
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
