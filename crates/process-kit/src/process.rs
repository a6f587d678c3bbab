//! One supervised process: started, signalled, ended, restarted, with its log kept.

use crate::{Backoff, ProcessSpec, interrupt};
use anyhow::{Result, bail, ensure};
use rustix::{
    io::Errno,
    process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid},
};
use std::{
    process::Child,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

const POLL: Duration = Duration::from_millis(20);
/// Limit from SIGKILL until the process is gone: only pending writes make the kernel slow.
const KILL_LIMIT: Duration = Duration::from_secs(10);
/// Time from SIGSTOP until all threads must have stopped.
const PAUSE_LIMIT: Duration = Duration::from_secs(5);

/// Reaction to a process that ends by itself.
#[derive(Debug, Clone, Copy)]
pub struct Supervision {
    /// Pauses before it is restarted.
    pub backoff: Backoff,
    /// Prints a sentence about it.
    pub report: fn(&str),
}

/// A supervised process; dropping it kills it.
pub struct Process {
    spec: Arc<ProcessSpec>,
    shared: Arc<Shared>,
    supervisor: Option<JoinHandle<()>>,
}

/// What the supervisor and the handle share.
#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    is_wanted: bool,
    is_restarted: bool,
    is_excused: bool,
    is_closed: bool,
    pid: Option<Pid>,
    /// How its last run ended.
    end: Option<String>,
    crashes: Vec<String>,
}

impl Process {
    /// Starts the process. It is restarted whenever it ends, once [`Process::keep_running`] says
    /// so.
    pub fn start(spec: ProcessSpec, supervision: Supervision) -> Self {
        let (spec, shared) = (Arc::new(spec), Arc::<Shared>::default());
        shared.lock().is_wanted = true;
        let supervisor = thread::spawn({
            let (spec, shared) = (Arc::clone(&spec), Arc::clone(&shared));
            move || shared.supervise(&spec, supervision)
        });
        Self { spec, shared, supervisor: Some(supervisor) }
    }

    pub fn spec(&self) -> &ProcessSpec {
        &self.spec
    }

    pub fn name(&self) -> &str {
        &self.spec.name
    }

    /// Process id; `None` while the process does not run.
    pub fn pid(&self) -> Option<Pid> {
        self.shared.lock().pid
    }

    /// Sends `signal`; does nothing if the process does not run.
    pub fn signal(&self, signal: Signal) {
        // A process is collected under this lock, so the id cannot be another process's.
        if let Some(pid) = self.shared.lock().pid {
            let _ended_just_now = kill_process(pid, signal);
        }
    }

    /// Whether the process shall run: starts it if it does not, or lets its next end be its last.
    pub fn want(&self, wanted: bool) {
        self.shared.change(|state| state.is_wanted = wanted);
    }

    /// Starts the process whenever it ends from now on, or has ended already.
    pub fn keep_running(&self) {
        self.shared.change(|state| (state.is_wanted, state.is_restarted) = (true, true));
    }

    /// From now on an end is expected (`true`) or a crash (`false`).
    pub fn excuse(&self, excused: bool) {
        self.shared.change(|state| state.is_excused = excused);
    }

    /// Ends while the process was wanted and not excused, each with its status and the end of the log.
    pub fn crashes(&self) -> Vec<String> {
        self.shared.lock().crashes.clone()
    }

    /// Checks that the process may still become ready after `waited`.
    ///
    /// # Errors
    /// If it has ended and nothing starts it again, or `waited` is more than `limit`; the message
    /// quotes the log.
    pub fn check_start(&self, waited: Duration, limit: Duration) -> Result<()> {
        let problem = match &*self.shared.lock() {
            State { is_wanted: false, pid: None, end: Some(end), .. } => format!("ended ({end})"),
            _ if waited > limit => format!("is not ready after {limit:?}"),
            _ => return Ok(()),
        };
        bail!("{} {problem}, see {}:{}", self.name(), self.spec.log.display(), self.spec.last_lines())
    }

    /// Waits until the process is ready; returns how long that took.
    ///
    /// # Errors
    /// As [`Process::check_start`], or if this process is interrupted.
    pub fn wait_ready(&self, limit: Duration) -> Result<Duration> {
        let began = Instant::now();
        while self.pid().is_none() || !self.spec.readiness.is_ready() {
            interrupt::check()?;
            self.check_start(began.elapsed(), limit)?;
            thread::sleep(POLL);
        }
        Ok(began.elapsed())
    }

    /// Sends SIGSTOP and waits until the process has stopped: until then some threads still answer.
    ///
    /// # Errors
    /// If it does not stop.
    pub fn pause(&self) -> Result<()> {
        let Some(pid) = self.pid() else { return Ok(()) };
        self.signal(Signal::STOP);
        let began = Instant::now();
        while waitid(WaitId::Pid(pid), WaitIdOptions::STOPPED | WaitIdOptions::NOHANG)?.is_none() {
            ensure!(began.elapsed() < PAUSE_LIMIT, "{} does not stop", self.name());
            thread::sleep(POLL);
        }
        Ok(())
    }

    /// Sends `signal`, waits up to `grace` until the process is gone, and kills it then. It stays
    /// down.
    ///
    /// # Errors
    /// If it is still there 10 s after SIGKILL.
    pub fn stop(&self, signal: Signal, grace: Duration) -> Result<()> {
        self.want(false);
        if !self.is_gone_after(signal, grace) && !self.is_gone_after(Signal::KILL, KILL_LIMIT) {
            bail!("{} is there {KILL_LIMIT:?} after SIGKILL", self.name());
        }
        Ok(())
    }

    fn is_gone_after(&self, signal: Signal, limit: Duration) -> bool {
        self.signal(signal);
        let state = self.shared.lock();
        let waited = self.shared.changed.wait_timeout_while(state, limit, |state| state.pid.is_some());
        waited.unwrap_or_else(PoisonError::into_inner).0.pid.is_none()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.shared.change(|state| (state.is_closed, state.is_wanted) = (true, false));
        self.signal(Signal::KILL);
        let _it_ends = self.supervisor.take().map(JoinHandle::join);
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let changed = change(&mut self.lock());
        self.changed.notify_all();
        changed
    }

    /// Runs the process whenever it is wanted, until the handle is dropped.
    fn supervise(&self, spec: &ProcessSpec, supervision: Supervision) {
        let mut pause = None;
        while let Some(started) = self.start_when_wanted(spec) {
            let began = Instant::now();
            if self.note_end(spec, started, supervision.report) {
                pause = Some(supervision.backoff.after(began.elapsed(), pause));
                self.rest(pause.unwrap_or_default());
            }
        }
    }

    /// `None` once the handle is dropped. Starting is done under the lock, so that no process is
    /// started that is no longer wanted.
    fn start_when_wanted(&self, spec: &ProcessSpec) -> Option<Result<Child>> {
        let waiting = self.changed.wait_while(self.lock(), |state| !state.is_wanted && !state.is_closed);
        let mut state = waiting.unwrap_or_else(PoisonError::into_inner);
        if state.is_closed {
            return None;
        }
        let started = spec.spawn();
        state.pid = started.as_ref().ok().map(Pid::from_child);
        Some(started)
    }

    /// Waits until the process ends, collects it, and notes that under one lock; returns whether it
    /// is restarted.
    fn note_end(&self, spec: &ProcessSpec, mut started: Result<Child>, report: fn(&str)) -> bool {
        if let Ok(child) = &started {
            let ended = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
            while let Err(Errno::INTR) = waitid(WaitId::Pid(Pid::from_child(child)), ended) {}
        }
        self.change(|state| {
            let end = match started.as_mut().map(Child::wait) {
                Ok(Ok(status)) => status.to_string(),
                Ok(Err(error)) => error.to_string(),
                Err(error) => format!("{error:#}"),
            };
            state.pid = None;
            if state.is_wanted && !state.is_excused {
                let crash = format!("{} ended by itself ({end})", spec.name);
                report(&crash);
                state.crashes.push(format!("{crash}:{}", spec.last_lines()));
            }
            state.is_wanted &= state.is_restarted;
            state.end = Some(end);
            state.is_wanted
        })
    }

    /// Pauses, but not beyond the handle's end.
    fn rest(&self, pause: Duration) {
        let _changed = self.changed.wait_timeout_while(self.lock(), pause, |state| !state.is_closed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Readiness;
    use std::fs;
    use tempfile::TempDir;

    const LIMIT: Duration = Duration::from_secs(20);

    /// A shell that runs `script`.
    fn shell(home: &TempDir, script: &str) -> Process {
        let nowhere = Readiness::Http("127.0.0.1:1".parse().unwrap());
        let mut spec = ProcessSpec::new("shell", "/bin/sh".into(), home.path().join("shell.log"), nowhere);
        spec.args = vec!["-c".into(), script.into()];
        let millisecond = Duration::from_millis(1);
        let backoff = Backoff { first: millisecond, longest: millisecond, healthy: LIMIT };
        Process::start(spec, Supervision { backoff, report: |_| {} })
    }

    fn wait_until(mut is: impl FnMut() -> bool) {
        let began = Instant::now();
        while !is() {
            assert!(began.elapsed() < LIMIT, "it does not come");
            thread::yield_now();
        }
    }

    #[test]
    fn what_ends_is_started_again_and_noted_as_a_crash() {
        let home = tempfile::tempdir().unwrap();
        let process = shell(&home, "echo once; exit 1");
        process.keep_running();
        let lives = || fs::read_to_string(&process.spec().log).unwrap_or_default().lines().count();
        wait_until(|| lives() >= 3);
        process.stop(Signal::TERM, LIMIT).unwrap();
        assert!(process.crashes()[0].starts_with("shell ended by itself (exit status: 1):\n  once"));
    }

    #[test]
    fn what_ends_before_it_is_ready_is_an_error_with_its_log() {
        let home = tempfile::tempdir().unwrap();
        let process = shell(&home, "echo no database; exit 3");
        let error = process.wait_ready(LIMIT).unwrap_err().to_string();
        assert!(error.contains("ended (exit status: 3)") && error.contains("no database"), "{error}");
    }

    #[test]
    fn what_ignores_sigterm_is_killed_and_stays_down_until_it_is_wanted() {
        let home = tempfile::tempdir().unwrap();
        let process = shell(&home, "trap '' TERM; echo up; exec sleep 60");
        let log = process.spec().log.clone();
        let lives = || fs::read_to_string(&log).unwrap_or_default().lines().count();
        wait_until(|| lives() == 1);
        process.pause().unwrap();
        process.stop(Signal::TERM, Duration::ZERO).unwrap();
        assert_eq!((process.pid(), process.crashes()), (None, Vec::new()));
        process.want(true);
        wait_until(|| lives() == 2);
        let pid = process.pid().unwrap();
        drop(process);
        assert!(kill_process(pid, Signal::CONT).is_err(), "dropping it kills it");
    }
}
