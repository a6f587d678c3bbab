//! One real process: started, killed, stopped, started again by its supervisor, its log kept.

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
/// From SIGKILL until it is gone: the kernel takes its time only for what it writes.
const KILL_LIMIT: Duration = Duration::from_secs(10);

/// A supervised process; dropping it kills it.
pub struct Process {
    spec: Arc<Spec>,
    wanted: watch::Sender<bool>,
    pid: watch::Receiver<Option<Pid>>,
    book: Arc<Book>,
    task: JoinHandle<()>,
}

/// What the supervisor notes: an end that no fault explains is a crash.
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
    /// Starts it, and again whenever it ends.
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

    /// Sends `signal`; one that does not run is no error.
    pub fn signal(&self, signal: Signal) {
        if let Some(pid) = self.pid() {
            let _ended_just_now = kill_process(pid, signal);
        }
    }

    /// From now on an end is a fault's doing (or again nobody's).
    pub fn excuse(&self, excused: bool) {
        self.book.with(|notes| notes.excused = excused);
    }

    /// How often it ended although no fault was on it, and how.
    pub fn crashes(&self) -> Vec<String> {
        self.book.with(|notes| notes.crashes.clone())
    }

    /// Whether the supervisor shall start it again when it ends.
    pub fn want(&self, wanted: bool) {
        self.wanted.send_replace(wanted);
    }

    /// SIGKILL, and gone when this returns. The supervisor starts it again when it is wanted.
    ///
    /// # Errors
    /// When even that does not end it.
    pub async fn kill(&self) -> Result<()> {
        let gone = timeout(KILL_LIMIT, self.gone_after(Signal::KILL)).await;
        gone.with_context(|| format!("{} is there {KILL_LIMIT:?} after SIGKILL", self.name()))
    }

    /// Sends `signal`, and gives how long it took to exit; SIGKILL after `limit`.
    ///
    /// # Errors
    /// When it had to be killed.
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

    /// Waits until it runs and says that it is ready; gives how long that took.
    ///
    /// # Errors
    /// When it is not within `limit`; its log's last lines are quoted.
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
