//! Wakes the feeds of every replica as soon as one of them has committed, with LISTEN and NOTIFY.
//!
//! NOTIFY is a transaction of its own, after the placing one. Within it, it would be one statement less and far dearer:
//! a transaction that notifies takes a lock at its commit that is one for the whole server, so placements would commit
//! one after the other, each with its own wait for the disk. For the same reason at most one is under way in a
//! process, for all that was committed before it. A notification carries nothing, and one that is lost costs the
//! poll interval: the feeds look by themselves too.

use sqlx::{Executor as _, PgPool, postgres::PgListener};
use std::{convert::Infallible, sync::Arc, time::Duration};
use tokio::{
    sync::{Notify, watch},
    task::JoinSet,
    time::{sleep, timeout},
};

const CHANNEL: &str = "order_events";
/// One listens, one tells. They are none of the pool's, so that a peak of placements delays neither.
const CONNECTIONS: u32 = 2;
/// After the connection is lost, and the longest pause between two attempts to have it back.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// A server that is gone without a word is found out by asking it after as long a silence.
const QUIET: Duration = Duration::from_secs(15);
/// How long it may take to tell or to answer.
const DEADLINE: Duration = Duration::from_secs(2);
/// Between two notifications of one process: under load, a word for all commits of these milliseconds.
const GATHER: Duration = Duration::from_millis(5);

/// Ends when dropped.
pub(super) struct Wake {
    committed: Arc<Notify>,
    pool: PgPool,
    _tasks: JoinSet<()>,
}

impl Wake {
    /// Raises `commits` whenever a replica, this one too, tells that it committed. Its connections are as those of `serving`.
    pub(super) fn start(serving: &PgPool, commits: watch::Sender<u64>) -> Self {
        let options = serving.connect_options().as_ref().clone();
        let pool = serving.options().clone().max_connections(CONNECTIONS);
        let pool = pool.connect_lazy_with(options.application_name("jumun-order-wake"));
        let committed = Arc::new(Notify::new());
        let mut tasks = JoinSet::new();
        tasks.spawn(tell(pool.clone(), committed.clone()));
        tasks.spawn(listen(pool.clone(), commits));
        Self { committed, pool, _tasks: tasks }
    }

    /// Tells every replica, soon and without being waited for.
    pub(super) fn committed(&self) {
        self.committed.notify_one();
    }

    pub(super) async fn close(&self) {
        self.pool.close().await;
    }
}

async fn tell(pool: PgPool, committed: Arc<Notify>) {
    tell_by(|| notify(pool.clone()), committed).await;
}

/// Whether there is still somebody to tell.
async fn notify(pool: PgPool) -> bool {
    match in_time(sqlx::query("SELECT pg_notify($1, '')").bind(CHANNEL).execute(&pool)).await {
        Err(sqlx::Error::PoolClosed) => return false,
        Err(error) => tracing::debug!(%error, "other replicas were not told of a commit"),
        Ok(_) => {}
    }
    true
}

/// What is committed while it tells is told by the next one, together. Ends when `notify` says so.
async fn tell_by<F: Future<Output = bool>>(notify: impl Fn() -> F, committed: Arc<Notify>) {
    loop {
        committed.notified().await;
        if !notify().await {
            return;
        }
        sleep(GATHER).await;
    }
}

async fn listen(pool: PgPool, commits: watch::Sender<u64>) {
    let mut pause = FIRST_PAUSE;
    loop {
        let Err(error) = follow(&pool, &commits, &mut pause).await;
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

async fn follow(
    pool: &PgPool,
    commits: &watch::Sender<u64>,
    pause: &mut Duration,
) -> Result<Infallible, sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.eager_reconnect(false);
    in_time(listener.listen(CHANNEL)).await?;
    *pause = FIRST_PAUSE;
    // What was told before nobody heard.
    raise(commits);
    loop {
        match timeout(QUIET, listener.try_recv()).await {
            Ok(told) => told?.map(|_| raise(commits)).ok_or_else(lost)?,
            Err(_quiet) => in_time((&mut listener).execute("SELECT 1")).await.map(|_| ())?,
        }
    }
}

fn raise(commits: &watch::Sender<u64>) {
    commits.send_modify(|count| *count += 1);
}

async fn in_time<T>(work: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, sqlx::Error> {
    timeout(DEADLINE, work).await.unwrap_or(Err(sqlx::Error::PoolTimedOut))
}

fn lost() -> sqlx::Error {
    sqlx::Error::Protocol("the connection was lost".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[tokio::test(start_paused = true)]
    async fn a_hundred_commits_while_one_is_told_of_are_told_of_together() {
        let (committed, told) = (Arc::new(Notify::new()), AtomicU32::new(0));
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
            () = tell_by(slow, committed.clone()) => unreachable!("nothing ends it"),
        }
        assert_eq!(told.load(Ordering::Relaxed), 2);
    }
}
