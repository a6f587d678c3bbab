//! SQLite's one writer. It commits whatever waits as one group: one `fsync` serves many placements, and nobody is
//! told "done" before it.
//!
//! Each command has its own savepoint, so a failing one takes back only itself. Whatever fails around them, the
//! beginning or the commit, drops the acknowledgements unsent, and every caller of the group learns that its write
//! is not known to have happened.

use super::{
    Placed, StoreError, WRITE_DEADLINE,
    sqlite::{begin_write, queries},
    within,
};
use crate::domain::{Change, Decision, Placement};
use sqlx::{Connection as _, SqliteConnection, SqlitePool};
use tokio::sync::{mpsc, oneshot, watch};

/// Commands that may wait; one more is refused, so that a slow disk answers 503 at once instead of late.
const QUEUE: usize = 1024;
/// Commands of one commit.
const GROUP: usize = 256;

type Reply<T> = oneshot::Sender<Result<T, StoreError>>;
/// Tells one caller, once the group is committed.
type Acknowledge = Box<dyn FnOnce() + Send>;

enum Command {
    Place(Box<Placement>, Reply<Placed>),
    Transition(Box<Change>, Reply<Option<Decision>>),
}

/// The queue's near end.
pub(super) struct Writer(mpsc::Sender<Command>);

impl Writer {
    /// `pool` has one connection; `commits` is raised after each commit.
    pub(super) fn start(pool: SqlitePool, commits: watch::Sender<u64>) -> Self {
        let (sender, receiver) = mpsc::channel(QUEUE);
        tokio::spawn(write(pool, receiver, commits));
        Self(sender)
    }

    /// The task lives.
    pub(super) fn is_alive(&self) -> bool {
        !self.0.is_closed()
    }

    pub(super) async fn order_place(&self, placement: Placement) -> Result<Placed, StoreError> {
        self.ask(|reply| Command::Place(Box::new(placement), reply)).await
    }

    pub(super) async fn order_transition(&self, change: Change) -> Result<Option<Decision>, StoreError> {
        self.ask(|reply| Command::Transition(Box::new(change), reply)).await
    }

    async fn ask<T: Send>(&self, command: impl FnOnce(Reply<T>) -> Command) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        let refused = |error: mpsc::error::TrySendError<_>| {
            StoreError::Unavailable(match error {
                mpsc::error::TrySendError::Full(_) => "the write queue is full".to_owned(),
                mpsc::error::TrySendError::Closed(_) => "the writer has ended".to_owned(),
            })
        };
        self.0.try_send(command(reply)).map_err(refused)?;
        let lost = |_| StoreError::Unavailable("the group this write was in did not commit".to_owned());
        within(WRITE_DEADLINE, async { answer.await.map_err(lost)? }).await
    }
}

async fn write(pool: SqlitePool, mut commands: mpsc::Receiver<Command>, commits: watch::Sender<u64>) {
    let mut group = Vec::with_capacity(GROUP);
    while commands.recv_many(&mut group, GROUP).await > 0 {
        match commit(&pool, group.drain(..)).await {
            Ok(acknowledgements) => {
                commits.send_modify(|count| *count += 1);
                acknowledgements.into_iter().for_each(|acknowledge| acknowledge());
            }
            Err(error) => tracing::error!(%error, "a group of writes did not commit"),
        }
    }
}

/// A connection on which anything failed between the commands is not used again: a full disk may have ended the
/// transaction by itself, and nobody should guess in which state.
async fn commit(
    pool: &SqlitePool,
    commands: impl Iterator<Item = Command> + Send,
) -> Result<Vec<Acknowledge>, StoreError> {
    let mut conn = pool.acquire().await?;
    let result = commit_on(&mut conn, commands).await;
    if result.is_err() {
        conn.close_on_drop();
    }
    result
}

async fn commit_on(
    conn: &mut SqliteConnection,
    commands: impl Iterator<Item = Command> + Send,
) -> Result<Vec<Acknowledge>, StoreError> {
    let mut transaction = begin_write(conn).await?;
    let mut acknowledgements = Vec::new();
    for command in commands {
        acknowledgements.extend(command.run(&mut transaction).await?);
    }
    transaction.commit().await?;
    Ok(acknowledgements)
}

impl Command {
    async fn run(self, conn: &mut SqliteConnection) -> Result<Option<Acknowledge>, StoreError> {
        match self {
            // Who has stopped waiting was told that it failed: not to do it then is the kinder truth.
            Self::Place(_, reply) if reply.is_closed() => Ok(None),
            Self::Transition(_, reply) if reply.is_closed() => Ok(None),
            Self::Place(placement, reply) => {
                let mut savepoint = conn.begin().await?;
                let result = queries::order_place(&mut savepoint, &placement).await;
                end(savepoint, result.is_ok()).await?;
                Ok(Some(Box::new(move || drop(reply.send(result)))))
            }
            Self::Transition(change, reply) => {
                let mut savepoint = conn.begin().await?;
                let result = queries::order_transition(&mut savepoint, &change).await;
                end(savepoint, result.is_ok()).await?;
                Ok(Some(Box::new(move || drop(reply.send(result)))))
            }
        }
    }
}

async fn end(savepoint: sqlx::SqliteTransaction<'_>, keep: bool) -> Result<(), StoreError> {
    if keep {
        savepoint.commit().await?;
    } else {
        savepoint.rollback().await?;
    }
    Ok(())
}
