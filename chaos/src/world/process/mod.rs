//! One supervised process: started, signalled, killed, restarted, with its log kept.

mod ready;
mod spec;
mod supervise;

pub use ready::Ready;
pub use spec::Spec;

use anyhow::{Context as _, Result, bail};
use rustix::process::{Pid, Signal, kill_process};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    sync::watch,
    task::JoinHandle,
    time::{Instant, sleep, timeout},
};

const POLL: Duration = Duration::from_millis(20);
/// Limit from SIGKILL until the process is gone: only pending writes make the kernel slow.
const KILL_LIMIT: Duration = Duration::from_secs(10);

/// A supervised process; dropping it kills it.
pub struct Process {
    spec: Arc<Spec>,
    wanted: watch::Sender<bool>,
    pid: watch::Receiver<Option<Pid>>,
    book: Arc<Book>,
    task: JoinHandle<()>,
}

/// Notes of the supervisor: an exit that no fault explains is a crash.
#[derive(Default)]
struct Book(Mutex<Notes>);

#[derive(Default)]
struct Notes {
    excused: bool,
    crashes: Vec<String>,
}

impl Book {
    fn with<T>(&self, work: impl FnOnce(&mut Notes) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Process {
    /// Starts the process, and restarts it whenever it ends.
    pub fn start(spec: Spec) -> Self {
        let (spec, book) = (Arc::new(spec), Arc::default());
        let (wanted, pids) = (watch::Sender::new(true), watch::Sender::new(None));
        let (pid, wishes) = (pids.subscribe(), wanted.subscribe());
        let task = tokio::spawn(supervise::run(Arc::clone(&spec), wishes, pids, Arc::clone(&book)));
        Self { spec, wanted, pid, book, task }
    }

    pub fn name(&self) -> &str {
        &self.spec.name
    }

    pub fn pid(&self) -> Option<Pid> {
        *self.pid.borrow()
    }

    /// Sends `signal`; does nothing if the process does not run.
    pub fn signal(&self, signal: Signal) {
        if let Some(pid) = self.pid() {
            let _ended_just_now = kill_process(pid, signal);
        }
    }

    /// From now on an exit is expected (`true`) or a crash (`false`).
    pub fn excuse(&self, excused: bool) {
        self.book.with(|notes| notes.excused = excused);
    }

    /// Exits while no fault was on the process, with their status and the end of the log.
    pub fn crashes(&self) -> Vec<String> {
        self.book.with(|notes| notes.crashes.clone())
    }

    /// Whether the supervisor restarts the process when it ends.
    pub fn want(&self, wanted: bool) {
        self.wanted.send_replace(wanted);
    }

    /// Sends SIGKILL and waits until the process is gone. The supervisor restarts it if it is
    /// wanted.
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
        self.gone(before).await;
    }

    async fn gone(&self, before: Option<Pid>) {
        let mut pids = self.pid.clone();
        let _supervisor_is_gone = pids.wait_for(|pid| *pid != before || pid.is_none()).await;
    }

    /// Waits until the process runs and is ready; returns how long that took.
    ///
    /// # Errors
    /// If it is not ready within `limit`; the message quotes the last lines of its log.
    pub async fn wait_ready(&self, limit: Duration) -> Result<Duration> {
        let began = Instant::now();
        while self.pid().is_none() || !self.spec.ready.ask().await {
            if began.elapsed() > limit {
                bail!("{} is not ready after {limit:?}:{}", self.name(), self.spec.last_lines());
            }
            sleep(POLL).await;
        }
        Ok(began.elapsed())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.task.abort();
    }
}
