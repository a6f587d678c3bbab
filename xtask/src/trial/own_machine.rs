//! A temporary machine made of this one's namespaces, with systemd as its first process: it sees
//! this machine's files through an overlay that discards writes, and has its own processes, network
//! and cgroups.

use crate::{command, interrupt, progress, workspace};
use anyhow::{Context as _, Result, bail, ensure};
use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};
use std::{
    fs::{self, File},
    io,
    os::fd::AsFd as _,
    path::{Path, PathBuf},
    process::{Child, Command},
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;

const SETUP: &str = "xtask/src/trial/own_machine.sh";
const PROGRAMS: [&str; 5] = ["unshare", "nsenter", "setpriv", "ip", "systemctl"];
/// Enters the new cgroup first, so that the cgroups that systemd makes can be found and removed.
const JOIN: &str = r#"echo $$ > "$0/cgroup.procs"; exec "$@""#;
const UNSHARE: [&str; 9] = [
    "unshare",
    "--mount",
    "--pid",
    "--fork",
    "--kill-child",
    "--cgroup",
    "--net",
    "--uts",
    "--ipc",
];
const START_LIMIT: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(100);

/// A temporary machine; on drop it ends with everything that runs in it.
pub struct TemporaryMachine {
    parent: Child,
    /// Id, on this machine, of its first process.
    first: u32,
    group: PathBuf,
    _work: TempDir,
}

/// Whether such a machine can be made here; if not, prints the reason.
pub fn is_possible() -> bool {
    let missing = PROGRAMS.into_iter().find(|program| command::find_program(program).is_none());
    match missing {
        Some(program) => {
            progress::print_stage(format_args!("not tried: this machine has no {program}"));
        }
        None if !rustix::process::geteuid().is_root() => {
            progress::print_stage("not tried: this needs root");
        }
        None => return true,
    }
    false
}

impl TemporaryMachine {
    /// Starts a machine with the programs in `binaries` as the release build, and waits until
    /// systemd is up.
    ///
    /// # Errors
    /// When this machine does not permit it, or systemd does not come up.
    pub fn start(binaries: &Path) -> Result<Self> {
        let work = tempfile::tempdir()?;
        let log = File::create(workspace::root_folder().join("target/trial-machine.log"))?;
        let group = create_cgroup()?;
        let mut start = command::workspace_command("sh");
        start.args(["-c", JOIN]).arg(&group).args(UNSHARE);
        start.arg("sh").arg(SETUP).arg(work.path()).arg(workspace::root_folder()).arg(binaries);
        let parent = command::spawn_group(start.stdout(log.try_clone()?).stderr(log))?;
        let mut machine = Self { parent, first: 0, group, _work: work };
        machine.wait_until_up().context("see target/trial-machine.log")?;
        Ok(machine)
    }

    /// A command that runs `program` in the machine.
    pub fn machine_command(&self, program: &str) -> Command {
        let mut nsenter = command::workspace_command("nsenter");
        // nsenter would look up the folder of `--wd` on this machine.
        let folder = format!("--chdir={}", workspace::root_folder().display());
        nsenter.arg(format!("--target={}", self.first)).args(["--all", "env", &folder, program]);
        nsenter
    }

    /// Runs a program in the machine and returns its standard output, trimmed.
    pub fn output_text(&self, program: &[&str]) -> Result<String> {
        let (program, arguments) = program.split_first().context("a program has a name")?;
        Ok(command::run_for_output(self.machine_command(program).args(arguments), START_LIMIT)?
            .trim()
            .to_owned())
    }

    /// Runs `work` on a thread in the machine's network namespace.
    pub fn in_network_namespace(&self, work: impl FnOnce() -> Result<()> + Send) -> Result<()> {
        let network = File::open(format!("/proc/{}/ns/net", self.first))?;
        thread::scope(|scope| {
            let worker = scope.spawn(move || {
                move_into_link_name_space(network.as_fd(), Some(LinkNameSpaceType::Network))
                    .context("cannot enter its network")?;
                work()
            });
            worker.join().unwrap_or_else(|_| bail!("the visit to its network panicked"))
        })
    }

    fn wait_until_up(&mut self) -> Result<()> {
        let deadline = Instant::now() + START_LIMIT;
        let is_up = |machine: &Self| {
            let mut is_active = machine.machine_command("systemctl");
            let is_active = is_active.args(["--quiet", "is-active", "basic.target"]);
            command::run_checked(is_active.stderr(std::process::Stdio::null()), START_LIMIT).is_ok()
        };
        loop {
            interrupt::fail_if_interrupted()?;
            ensure!(self.parent.try_wait()?.is_none(), "it does not start");
            self.first = child_of(self.parent.id()).unwrap_or_default();
            if self.first != 0 && has_become("systemd", self.first) && is_up(self) {
                return Ok(());
            }
            ensure!(
                Instant::now() < deadline,
                "systemd is not up after {} s",
                START_LIMIT.as_secs()
            );
            thread::sleep(POLL);
        }
    }
}

impl Drop for TemporaryMachine {
    fn drop(&mut self) {
        // No grace: systemd has nothing to save, and the kernel ends the other processes with the
        // first one.
        let ended = command::end_group(&mut self.parent, Duration::ZERO).map(drop);
        if let Err(error) = ended.and_then(|()| remove_cgroup(&self.group)) {
            progress::print_stage(format_args!("{} stays: {error:#}", self.group.display()));
        }
    }
}

fn child_of(process_id: u32) -> Option<u32> {
    let children =
        fs::read_to_string(format!("/proc/{process_id}/task/{process_id}/children")).ok()?;
    children.split_whitespace().next()?.parse().ok()
}

/// Whether the shell that set the machine up has become `name`.
fn has_become(name: &str, process_id: u32) -> bool {
    fs::read_to_string(format!("/proc/{process_id}/comm")).is_ok_and(|comm| comm.trim() == name)
}

/// Creates a cgroup below this process's own, in the hierarchy of version 2.
fn create_cgroup() -> Result<PathBuf> {
    let mounts = fs::read_to_string("/proc/self/mountinfo")?;
    let mut mounts = mounts.lines().filter(|line| line.contains(" - cgroup2 "));
    let mounted = mounts
        .next()
        .and_then(|line| line.split(' ').nth(4))
        .context("no cgroups of version 2 here")?;
    let groups = fs::read_to_string("/proc/self/cgroup")?;
    let own = groups
        .lines()
        .find_map(|line| line.strip_prefix("0::/"))
        .context("this process is in no cgroup")?;
    let group = Path::new(mounted).join(own).join(format!("jumun-trial-{}", std::process::id()));
    fs::create_dir(&group).with_context(|| format!("cannot make {}", group.display()))?;
    Ok(group)
}

/// Removes a cgroup and those below it, after the last process has left it.
fn remove_cgroup(group: &Path) -> Result<()> {
    for entry in fs::read_dir(group)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            remove_cgroup(&entry.path())?;
        }
    }
    let deadline = Instant::now() + START_LIMIT;
    loop {
        match fs::remove_dir(group) {
            Err(error)
                if error.kind() == io::ErrorKind::ResourceBusy && Instant::now() < deadline =>
            {
                thread::sleep(POLL);
            }
            done => return done.with_context(|| format!("cannot remove {}", group.display())),
        }
    }
}
