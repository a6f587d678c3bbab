//! A supervised process, with waits for the auditor's runtime.

use crate::terminal;
use anyhow::{Context as _, Result, bail};
use process_kit::{ProcessSpec, RestartBackoff, SupervisionPolicy};
use rustix::process::Signal;
use std::{ops::Deref, time::Duration};
use tokio::{
    task::spawn_blocking,
    time::{Instant, sleep, timeout},
};

const POLL: Duration = Duration::from_millis(5);
/// Limit from SIGKILL until the process is gone: only pending writes make the kernel slow.
const KILL_LIMIT: Duration = Duration::from_secs(10);
/// Shorter pauses than those of `cargo xtask up`: here most ends are faults.
const BACKOFF: RestartBackoff = RestartBackoff {
    first: Duration::from_millis(200),
    longest: Duration::from_millis(500),
    healthy: Duration::from_secs(1),
};

/// A process that is restarted whenever it ends; dropping it kills it.
pub struct WorldProcess(process_kit::SupervisedProcess);

impl Deref for WorldProcess {
    type Target = process_kit::SupervisedProcess;

    fn deref(&self) -> &process_kit::SupervisedProcess {
        &self.0
    }
}

impl WorldProcess {
    /// Starts the process.
    pub fn start(spec: ProcessSpec) -> Self {
        let supervision = SupervisionPolicy {
            backoff: BACKOFF,
            report: |end| terminal::print_timed_line(format_args!("{end}")),
        };
        let process = process_kit::SupervisedProcess::start(spec, supervision);
        process.keep_running();
        Self(process)
    }

    /// Sends SIGKILL and waits until the process is gone. It is restarted if it is wanted.
    ///
    /// # Errors
    /// If it is still there 10 s later.
    pub async fn kill_and_wait(&self) -> Result<()> {
        let gone = timeout(KILL_LIMIT, self.signal_until_gone(Signal::KILL)).await;
        gone.with_context(|| format!("{} is there {KILL_LIMIT:?} after SIGKILL", self.name()))
    }

    /// Sends `signal` and returns how long the process took to exit; sends SIGKILL after `limit`.
    ///
    /// # Errors
    /// If it had to be killed.
    pub async fn signal_and_wait(&self, signal: Signal, limit: Duration) -> Result<Duration> {
        let began = Instant::now();
        if timeout(limit, self.signal_until_gone(signal)).await.is_err() {
            self.kill_and_wait().await?;
            bail!("{} had not exited {limit:?} after {signal:?}", self.name());
        }
        Ok(began.elapsed())
    }

    async fn signal_until_gone(&self, signal: Signal) {
        let before = self.pid();
        self.send_signal(signal);
        while before.is_some() && self.pid() == before {
            sleep(POLL).await;
        }
    }

    /// Waits until the process runs and is ready; returns how long that took.
    ///
    /// # Errors
    /// As [`process_kit::Process::check_start`].
    pub async fn wait_ready(&self, limit: Duration) -> Result<Duration> {
        let began = Instant::now();
        let readiness = self.spec().readiness;
        while self.pid().is_none() || !spawn_blocking(move || readiness.is_ready()).await? {
            self.check_start(began.elapsed(), limit)?;
            sleep(POLL).await;
        }
        Ok(began.elapsed())
    }
}
