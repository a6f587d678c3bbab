//! Command line and environment of a process.

use super::{super::WallClock, Ready};
use anyhow::{Context as _, Result};
use rustix::process::Pid;
use std::{
    ffi::OsString,
    fs::{self, File},
    path::PathBuf,
    process::Stdio,
};
use tokio::process::{Child, Command};

const QUOTED_LINES: usize = 6;

/// A program with its flags and environment.
#[derive(Debug, Clone)]
pub struct Spec {
    pub name: String,
    pub program: PathBuf,
    pub args: Vec<OsString>,
    pub envs: Vec<(&'static str, OsString)>,
    /// Wall clock of the process, if not the machine's.
    pub clock: Option<WallClock>,
    pub log: PathBuf,
    /// Network namespace to run in.
    pub namespace: Option<String>,
    /// User and group ids, if not those of this process.
    pub owner: Option<(u32, u32)>,
    pub ready: Ready,
}

impl Spec {
    /// Starts the program through `setpriv --pdeathsig`, so that the kernel kills it when this
    /// process is killed. The death signal is tied to the starting thread; the runtime's own
    /// threads live until this process ends.
    ///
    /// # Errors
    /// If the program or a program it needs does not start.
    pub fn spawn(&self) -> Result<Child> {
        let log = File::options().create(true).append(true).open(&self.log);
        let log = log.with_context(|| format!("cannot write {}", self.log.display()))?;
        let mut words: Vec<OsString> = Vec::new();
        if let Some(namespace) = &self.namespace {
            words.extend(["ip", "netns", "exec", namespace].map(OsString::from));
        }
        words.extend(["setpriv", "--pdeathsig", "KILL", "--"].map(OsString::from));
        words.push(self.program.clone().into());
        words.extend(self.args.iter().cloned());
        let mut command = Command::new(words.remove(0));
        command.args(words).envs(self.envs.iter().map(|(name, value)| (name, value)));
        command.envs(self.clock.iter().flat_map(WallClock::envs));
        if let Some((uid, gid)) = self.owner {
            command.uid(uid).gid(gid);
        }
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).process_group(0).kill_on_drop(true);
        command.spawn().with_context(|| format!("{} does not start", self.name))
    }

    /// Last lines of the log.
    pub fn last_lines(&self) -> String {
        let log = fs::read(&self.log).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let lines: Vec<_> = log.lines().collect();
        let last = lines.iter().skip(lines.len().saturating_sub(QUOTED_LINES));
        last.fold(String::new(), |quoted, line| quoted + "\n  " + line)
    }
}

/// Process id of `child`; `None` once its exit has been collected.
pub fn pid_of(child: &Child) -> Option<Pid> {
    Pid::from_raw(i32::try_from(child.id()?).ok()?)
}
