//! What to start, and in which surroundings.

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

/// A program with its flags and surroundings.
#[derive(Debug, Clone)]
pub struct Spec {
    pub name: String,
    pub program: PathBuf,
    pub args: Vec<OsString>,
    pub envs: Vec<(&'static str, OsString)>,
    /// Its own, when that is not the machine's.
    pub clock: Option<WallClock>,
    pub log: PathBuf,
    /// The network namespace to run in.
    pub namespace: Option<String>,
    /// User and group ids, when not this process's own.
    pub owner: Option<(u32, u32)>,
    pub ready: Ready,
}

impl Spec {
    /// Starts it. Through `setpriv`, so that the kernel ends it when this process is killed outright: that is tied to
    /// the starting thread, and the runtime's own threads live as long as it.
    ///
    /// # Errors
    /// When the program or a program it needs does not start.
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

    /// The end of its log.
    pub fn last_lines(&self) -> String {
        let log = fs::read(&self.log).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let lines: Vec<_> = log.lines().collect();
        let last = lines.iter().skip(lines.len().saturating_sub(QUOTED_LINES));
        last.fold(String::new(), |quoted, line| quoted + "\n  " + line)
    }
}

/// The process behind `child`; nothing once it has been waited for.
pub fn pid_of(child: &Child) -> Option<Pid> {
    Pid::from_raw(i32::try_from(child.id()?).ok()?)
}
