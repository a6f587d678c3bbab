//! One supervised process: started, signalled, ended, restarted, with its log kept.

use crate::{ProcessSpec, RestartBackoff, interrupt};
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
pub struct SupervisionPolicy {
    /// Pauses before it is restarted.
    pub backoff: RestartBackoff,
    /// Prints a sentence about it.
    pub report: fn(&str),
}

/// A supervised process; dropping it kills it.
pub struct SupervisedProcess {
    spec: Arc<ProcessSpec>,
    shared: Arc<SupervisorShared>,
    supervisor: Option<JoinHandle<()>>,
}

/// What the supervisor and the handle share.
#[derive(Default)]
struct SupervisorShared {
    state: Mutex<SupervisorState>,
    changed: Condvar,
}

#[derive(Default)]
struct SupervisorState {
    is_wanted: bool,
    is_restarted: bool,
    is_excused: bool,
    is_closed: bool,
    pid: Option<Pid>,
    /// How its last run ended.
    end: Option<String>,
    crashes: Vec<String>,
}

impl SupervisedProcess {
    /// Starts the process. It is restarted whenever it ends, once
    /// [`SupervisedProcess::keep_running`] says so.
    pub fn start(spec: ProcessSpec, supervision: SupervisionPolicy) -> Self {
        let spec = Arc::new(spec);
        let shared = Arc::<SupervisorShared>::default();
        shared.lock_state().is_wanted = true;
        let supervisor = thread::spawn({
            let spec = Arc::clone(&spec);
            let shared = Arc::clone(&shared);
            move || shared.run_while_wanted(&spec, supervision)
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
        self.shared.lock_state().pid
    }

    /// Sends `signal`; does nothing if the process does not run.
    pub fn send_signal(&self, signal: Signal) {
        // A process is collected under this lock, so the id cannot be another process's.
        if let Some(pid) = self.shared.lock_state().pid {
            let _ended_just_now = kill_process(pid, signal);
        }
    }

    /// Whether the process shall run: starts it if it does not, or lets its next end be its last.
    pub fn set_wanted(&self, wanted: bool) {
        self.shared.update_state(|state| state.is_wanted = wanted);
    }

    /// Starts the process whenever it ends from now on, or has ended already.
    pub fn keep_running(&self) {
        self.shared.update_state(|state| (state.is_wanted, state.is_restarted) = (true, true));
    }

    /// From now on an end is expected (`true`) or a crash (`false`).
    pub fn set_exit_expected(&self, excused: bool) {
        self.shared.update_state(|state| state.is_excused = excused);
    }

    /// Ends while the process was wanted and not excused, each with its status and the end of the
    /// log.
    pub fn crash_reports(&self) -> Vec<String> {
        self.shared.lock_state().crashes.clone()
    }

    /// Checks that the process may still become ready after `waited`.
    ///
    /// # Errors
    /// If it has ended and nothing starts it again, or `waited` is more than `limit`; the message
    /// quotes the log.
    pub fn check_start(&self, waited: Duration, limit: Duration) -> Result<()> {
        let problem = match &*self.shared.lock_state() {
            SupervisorState { is_wanted: false, pid: None, end: Some(end), .. } => {
                format!("ended ({end})")
            }
            _ if waited > limit => format!("is not ready after {limit:?}"),
            _ => return Ok(()),
        };
        bail!(
            "{} {problem}, see {}:{}",
            self.name(),
            self.spec.log.display(),
            self.spec.last_lines()
        )
    }

    /// Waits until the process is ready; returns how long that took.
    ///
    /// # Errors
    /// As [`SupervisedProcess::check_start`], or if this process is interrupted.
    pub fn wait_ready(&self, limit: Duration) -> Result<Duration> {
        let began = Instant::now();
        while self.pid().is_none() || !self.spec.readiness.is_ready() {
            interrupt::fail_if_interrupted()?;
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
        self.send_signal(Signal::STOP);
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
        self.set_wanted(false);
        if !self.signal_and_wait_exit(signal, grace)
            && !self.signal_and_wait_exit(Signal::KILL, KILL_LIMIT)
        {
            bail!("{} is there {KILL_LIMIT:?} after SIGKILL", self.name());
        }
        Ok(())
    }

    fn signal_and_wait_exit(&self, signal: Signal, limit: Duration) -> bool {
        self.send_signal(signal);
        let state = self.shared.lock_state();
        let waited =
            self.shared.changed.wait_timeout_while(state, limit, |state| state.pid.is_some());
        waited.unwrap_or_else(PoisonError::into_inner).0.pid.is_none()
    }
}

impl Drop for SupervisedProcess {
    fn drop(&mut self) {
        self.shared.update_state(|state| (state.is_closed, state.is_wanted) = (true, false));
        self.send_signal(Signal::KILL);
        let _it_ends = self.supervisor.take().map(JoinHandle::join);
    }
}

impl SupervisorShared {
    fn lock_state(&self) -> MutexGuard<'_, SupervisorState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn update_state<T>(&self, change: impl FnOnce(&mut SupervisorState) -> T) -> T {
        let changed = change(&mut self.lock_state());
        self.changed.notify_all();
        changed
    }

    /// Runs the process whenever it is wanted, until the handle is dropped.
    fn run_while_wanted(&self, spec: &ProcessSpec, supervision: SupervisionPolicy) {
        let mut pause = None;
        while let Some(started) = self.start_when_wanted(spec) {
            let began = Instant::now();
            if self.record_exit(spec, started, supervision.report) {
                pause = Some(supervision.backoff.next_pause(began.elapsed(), pause));
                self.pause_before_restart(pause.unwrap_or_default());
            }
        }
    }

    /// `None` once the handle is dropped. Starting is done under the lock, so that no process is
    /// started that is no longer wanted.
    fn start_when_wanted(&self, spec: &ProcessSpec) -> Option<Result<Child>> {
        let waiting = self
            .changed
            .wait_while(self.lock_state(), |state| !state.is_wanted && !state.is_closed);
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
    fn record_exit(
        &self,
        spec: &ProcessSpec,
        mut started: Result<Child>,
        report: fn(&str),
    ) -> bool {
        if let Ok(child) = &started {
            let ended = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
            while let Err(Errno::INTR) = waitid(WaitId::Pid(Pid::from_child(child)), ended) {}
        }
        self.update_state(|state| {
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
    fn pause_before_restart(&self, pause: Duration) {
        let _changed =
            self.changed.wait_timeout_while(self.lock_state(), pause, |state| !state.is_closed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ReadinessProbe;
    use std::fs;
    use tempfile::TempDir;

    const LIMIT: Duration = Duration::from_secs(20);

    /// A shell that runs `script`.
    fn shell(home: &TempDir, script: &str) -> SupervisedProcess {
        let nowhere = ReadinessProbe::Http("127.0.0.1:1".parse().unwrap());
        let mut spec =
            ProcessSpec::new("shell", "/bin/sh".into(), home.path().join("shell.log"), nowhere);
        spec.args = vec!["-c".into(), script.into()];
        let millisecond = Duration::from_millis(1);
        let backoff = RestartBackoff { first: millisecond, longest: millisecond, healthy: LIMIT };
        SupervisedProcess::start(spec, SupervisionPolicy { backoff, report: |_| {} })
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
        assert!(
            process.crash_reports()[0]
                .starts_with("shell ended by itself (exit status: 1):\n  once")
        );
    }

    #[test]
    fn what_ends_before_it_is_ready_is_an_error_with_its_log() {
        let home = tempfile::tempdir().unwrap();
        let process = shell(&home, "echo no database; exit 3");
        let error = process.wait_ready(LIMIT).unwrap_err().to_string();
        assert!(
            error.contains("ended (exit status: 3)") && error.contains("no database"),
            "{error}"
        );
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
        assert_eq!((process.pid(), process.crash_reports()), (None, Vec::new()));
        process.set_wanted(true);
        wait_until(|| lives() == 2);
        let pid = process.pid().unwrap();
        drop(process);
        assert!(kill_process(pid, Signal::CONT).is_err(), "dropping it kills it");
    }
}
