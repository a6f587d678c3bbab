//! A supervised process, with waits for the auditor's runtime.

use crate::terminal;
use anyhow::{Context as _, Result, bail};
use process_kit::{Backoff, ProcessSpec, Supervision};
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
const BACKOFF: Backoff = Backoff {
    first: Duration::from_millis(200),
    longest: Duration::from_millis(500),
    healthy: Duration::from_secs(1),
};

/// A process that is restarted whenever it ends; dropping it kills it.
pub struct Process(process_kit::Process);

impl Deref for Process {
    type Target = process_kit::Process;

    fn deref(&self) -> &process_kit::Process {
        &self.0
    }
}

impl Process {
    /// Starts the process.
    pub fn start(spec: ProcessSpec) -> Self {
        let supervision =
            Supervision { backoff: BACKOFF, report: |end| terminal::line(format_args!("{end}")) };
        let process = process_kit::Process::start(spec, supervision);
        process.keep_running();
        Self(process)
    }

    /// Sends SIGKILL and waits until the process is gone. It is restarted if it is wanted.
    ///
    /// # Errors
    /// If it is still there 10 s later.
    pub async fn kill(&self) -> Result<()> {
        let gone = timeout(KILL_LIMIT, self.gone_after(Signal::KILL)).await;
        gone.with_context(|| format!("{} is there {KILL_LIMIT:?} after SIGKILL", self.name()))
    }

    /// Sends `signal` and returns how long the process took to exit; sends SIGKILL after `limit`.
    ///
    /// # Errors
    /// If it had to be killed.
    pub async fn end(&self, signal: Signal, limit: Duration) -> Result<Duration> {
        let began = Instant::now();
        if timeout(limit, self.gone_after(signal)).await.is_err() {
            self.kill().await?;
            bail!("{} had not exited {limit:?} after {signal:?}", self.name());
        }
        Ok(began.elapsed())
    }

    async fn gone_after(&self, signal: Signal) {
        let before = self.pid();
        self.signal(signal);
        while before.is_some() && self.pid() == before {
            sleep(POLL).await;
        }
    }

    /// Waits until the process runs and is ready; returns how long that took.
    ///
    /// # Errors
    /// As [`process_kit::Process::check_start`].
    pub async fn wait_ready(&self, limit: Duration) -> Result<Duration> {
        let (began, readiness) = (Instant::now(), self.spec().readiness);
        while self.pid().is_none() || !spawn_blocking(move || readiness.is_ready()).await? {
            self.check_start(began.elapsed(), limit)?;
            sleep(POLL).await;
        }
        Ok(began.elapsed())
    }
}
