//! Wakes the feeds of all replicas after each commit, with LISTEN and NOTIFY.
//!
//! NOTIFY runs in its own transaction after the placement. Within the placement's transaction it
//! would save a statement and cost far more: a notifying transaction takes a server-wide lock at
//! its commit, so placements would commit one after the other, each with its own wait for the disk.
//! For the same reason a process has at most one NOTIFY in flight, for all commits before it. A
//! notification has no payload. A lost one costs the poll interval, since feeds also poll.

use sqlx::{Executor as _, PgPool, postgres::PgListener};
use std::{convert::Infallible, sync::Arc, time::Duration};
use tokio::{
    sync::{Notify, watch},
    task::JoinSet,
    time::{sleep, timeout},
};

const CHANNEL: &str = "order_events";
/// One connection listens, one notifies. They are outside the pool, so a peak of placements delays
/// neither.
const CONNECTIONS: u32 = 2;
/// First and longest pause before reconnecting after a lost connection.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// Idle time before a check of the connection: a server can disappear without closing it.
const QUIET: Duration = Duration::from_secs(15);
/// Deadline of each notification and check.
const DEADLINE: Duration = Duration::from_secs(2);
/// Pause between two notifications of one process: under load, one notification covers all commits
/// of these milliseconds.
const GATHER: Duration = Duration::from_millis(5);

/// Both tasks; they end when this is dropped.
pub(super) struct CommitNotifier {
    committed: Arc<Notify>,
    pool: PgPool,
    _tasks: JoinSet<()>,
}

impl CommitNotifier {
    /// Starts both tasks. Raises `commits` when any replica, including this one, announces a
    /// commit. The connections use the options of `serving`.
    pub(super) fn start(serving: &PgPool, commits: watch::Sender<u64>) -> Self {
        let options = serving.connect_options().as_ref().clone();
        let pool = serving.options().clone().max_connections(CONNECTIONS);
        let pool = pool.connect_lazy_with(options.application_name("jumun-order-wake"));
        let committed = Arc::new(Notify::new());
        let mut tasks = JoinSet::new();
        tasks.spawn(notify_replicas(pool.clone(), committed.clone()));
        tasks.spawn(listen_for_commits(pool.clone(), commits));
        Self { committed, pool, _tasks: tasks }
    }

    /// Requests a notification to every replica, without waiting for it.
    pub(super) fn request_notification(&self) {
        self.committed.notify_one();
    }

    pub(super) async fn close(&self) {
        self.pool.close().await;
    }
}

async fn notify_replicas(pool: PgPool, committed: Arc<Notify>) {
    coalesce_notifications(|| send_notification(pool.clone()), committed).await;
}

/// Sends one notification; false once the pool is closed.
async fn send_notification(pool: PgPool) -> bool {
    match with_deadline(sqlx::query("SELECT pg_notify($1, '')").bind(CHANNEL).execute(&pool)).await
    {
        Err(sqlx::Error::PoolClosed) => return false,
        Err(error) => tracing::debug!(%error, "other replicas were not told of a commit"),
        Ok(_) => {}
    }
    true
}

/// Notifies for each request. Requests during a notification are merged into the next one. Ends
/// when `notify` returns false.
async fn coalesce_notifications<F: Future<Output = bool>>(
    notify: impl Fn() -> F,
    committed: Arc<Notify>,
) {
    loop {
        committed.notified().await;
        if !notify().await {
            return;
        }
        sleep(GATHER).await;
    }
}

async fn listen_for_commits(pool: PgPool, commits: watch::Sender<u64>) {
    let mut pause = FIRST_PAUSE;
    loop {
        let Err(error) = follow_commits(&pool, &commits, &mut pause).await;
        if matches!(error, sqlx::Error::PoolClosed) {
            return;
        }
        if pause == FIRST_PAUSE {
            tracing::warn!(%error, "not woken by other replicas now, which only delays the feed; still trying");
        }
        sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

async fn follow_commits(
    pool: &PgPool,
    commits: &watch::Sender<u64>,
    pause: &mut Duration,
) -> Result<Infallible, sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.eager_reconnect(false);
    with_deadline(listener.listen(CHANNEL)).await?;
    *pause = FIRST_PAUSE;
    // Notifications from before this LISTEN were lost.
    raise_commit_count(commits);
    loop {
        match timeout(QUIET, listener.try_recv()).await {
            Ok(told) => {
                told?.map(|_| raise_commit_count(commits)).ok_or_else(connection_lost_error)?;
            }
            Err(_quiet) => with_deadline((&mut listener).execute("SELECT 1")).await.map(|_| ())?,
        }
    }
}

fn raise_commit_count(commits: &watch::Sender<u64>) {
    commits.send_modify(|count| *count += 1);
}

async fn with_deadline<T>(
    work: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, sqlx::Error> {
    timeout(DEADLINE, work).await.unwrap_or(Err(sqlx::Error::PoolTimedOut))
}

fn connection_lost_error() -> sqlx::Error {
    sqlx::Error::Protocol("the connection was lost".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[tokio::test(start_paused = true)]
    async fn a_hundred_commits_while_one_is_told_of_are_told_of_together() {
        let committed = Arc::new(Notify::new());
        let told = AtomicU32::new(0);
        let slow = async || {
            told.fetch_add(1, Ordering::Relaxed);
            sleep(DEADLINE).await;
            true
        };
        let commits = async {
            committed.notify_one();
            sleep(DEADLINE / 2).await;
            (0..100).for_each(|_| committed.notify_one());
            sleep(DEADLINE * 10).await;
        };
        tokio::select! {
            () = commits => {}
            () = coalesce_notifications(slow, committed.clone()) => unreachable!("nothing ends it"),
        }
        assert_eq!(told.load(Ordering::Relaxed), 2);
    }
}
