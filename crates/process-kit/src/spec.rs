//! Command line and environment of a process.

use crate::{ReadinessProbe, command};
use anyhow::{Context as _, Result};
use std::{
    ffi::OsString,
    fs::{self, File},
    io,
    os::unix::{
        fs::{DirBuilderExt as _, OpenOptionsExt as _},
        process::CommandExt as _,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, OnceLock},
    time::Duration,
};

const QUOTED_LINES: usize = 8;

/// Environment variables, by name.
pub type Variables = Vec<(&'static str, OsString)>;

/// A program with its flags and environment.
#[derive(Clone)]
pub struct ProcessSpec {
    pub name: String,
    pub program: PathBuf,
    pub args: Vec<OsString>,
    pub envs: Variables,
    /// More variables, asked for at each start.
    pub envs_at_start: Option<Arc<dyn Fn() -> Variables + Send + Sync>>,
    /// Log file, appended to.
    pub log: PathBuf,
    /// Network namespace to run in.
    pub namespace: Option<String>,
    /// User and group ids, if not those of this process.
    pub owner: Option<(u32, u32)>,
    pub readiness: ReadinessProbe,
}

impl ProcessSpec {
    /// `program` without flags, in this process's environment.
    pub fn new(
        name: impl Into<String>,
        program: PathBuf,
        log: PathBuf,
        readiness: ReadinessProbe,
    ) -> Self {
        Self {
            name: name.into(),
            program,
            args: Vec::new(),
            envs: Vec::new(),
            envs_at_start: None,
            log,
            namespace: None,
            owner: None,
            readiness,
        }
    }

    /// Starts the program, through `setpriv` where that works: the kernel then kills it when this
    /// process is killed. That is tied to the starting thread, which must live as long as the
    /// program may.
    ///
    /// # Errors
    /// If the log cannot be written, or a program is missing or does not start.
    pub fn spawn(&self) -> Result<Child> {
        let log = self.open_log()?;
        let mut words: Vec<OsString> = Vec::new();
        if let Some(namespace) = &self.namespace {
            words.extend(["ip", "netns", "exec", namespace].map(OsString::from));
        }
        if ends_with_parent() {
            words.extend(["setpriv", "--pdeathsig", "KILL", "--"].map(OsString::from));
        }
        words.push(self.program.clone().into());
        words.extend(self.args.iter().cloned());
        let mut command = Command::new(words.remove(0));
        command.args(words).envs(self.envs.iter().map(|(name, value)| (name, value)));
        command.envs(self.envs_at_start.iter().flat_map(|envs| envs()));
        if let Some((uid, gid)) = self.owner {
            command.uid(uid).gid(gid);
        }
        command::spawn_group(command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log))
    }

    fn open_log(&self) -> Result<File> {
        let folder = self.log.parent().context("a log lies in a folder")?;
        make_private(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let log = File::options().create(true).append(true).mode(0o600).open(&self.log);
        log.with_context(|| format!("cannot write {}", self.log.display()))
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

/// Creates `folder` and its missing parents with access for this user alone: they hold data, keys
/// and logs.
///
/// # Errors
/// If the folder cannot be created.
pub fn make_private(folder: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Whether `setpriv --pdeathsig` works here.
fn ends_with_parent() -> bool {
    static WORKS: OnceLock<bool> = OnceLock::new();
    *WORKS.get_or_init(|| {
        let mut setpriv = Command::new("setpriv");
        setpriv
            .args(["--pdeathsig", "KILL", "--", "true"])
            .stdin(Stdio::null())
            .stderr(Stdio::null());
        command::run_checked(&mut setpriv, Duration::from_secs(5)).is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn a_log_is_readable_for_this_user_alone() {
        let data = tempfile::tempdir().unwrap();
        let log = data.path().join("new/log/order.log");
        let nowhere = ReadinessProbe::Http("127.0.0.1:1".parse().unwrap());
        drop(ProcessSpec::new("order", "true".into(), log.clone(), nowhere).open_log().unwrap());
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(
            (mode(&log), mode(log.parent().unwrap()), mode(&data.path().join("new"))),
            (0o600, 0o700, 0o700)
        );
    }
}
