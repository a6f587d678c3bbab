//! SQLite's single writer (group commit): all waiting commands commit together, so one `fsync`
//! serves many placements, and no caller is answered before it.
//!
//! Each command has its own savepoint, so a command that breaks a constraint rolls back only
//! itself. Any other failure, such as a full disk during a command or at the commit, fails the
//! group, and every caller in it gets the error.

use super::queries::orders;
use crate::{
    db::{PlaceOutcome, RepositoryError},
    domain::{ChangeDecision, OrderChange, OrderPlacement},
};
use db_kit::{ConnectionPools, SqlDialect as _};
use sqlx::{Connection as _, Sqlite, SqliteConnection, SqlitePool};
use tokio::sync::{mpsc, oneshot, watch};

/// Maximum waiting commands. Load shedding: one more is refused, so a slow disk answers 503 at
/// once, not late.
const QUEUE: usize = 1024;
/// Maximum commands in one commit.
const GROUP: usize = 256;

type Reply<T> = oneshot::Sender<Result<T, RepositoryError>>;
/// Answers one caller, once the outcome of the whole group is known.
type AckCallback = Box<dyn FnOnce(Result<(), RepositoryError>) + Send>;

enum WriteCommand {
    Place(Box<OrderPlacement>, Reply<PlaceOutcome>),
    Change(Box<OrderChange>, Reply<Option<ChangeDecision>>),
}

/// Sending half of the command queue. A caller that stops waiting, because its deadline has passed,
/// drops the receiver of its answer.
pub(super) struct OrderWriter {
    commands: mpsc::Sender<WriteCommand>,
    commits: watch::Receiver<u64>,
}

impl OrderWriter {
    /// Starts the task on the pool for writes, which has one connection.
    pub(super) fn start(pools: &ConnectionPools<Sqlite>) -> Self {
        let (commands, receiver) = mpsc::channel(QUEUE);
        let (raise, commits) = watch::channel(0);
        tokio::spawn(run_writer(pools.writers.clone(), receiver, raise));
        Self { commands, commits }
    }

    /// Fails unless the task still runs.
    pub(super) fn check_running(&self) -> Result<(), RepositoryError> {
        if self.commands.is_closed() { Err(writer_ended_error()) } else { Ok(()) }
    }

    /// A counter that is raised after each commit.
    pub(super) fn watch_commits(&self) -> watch::Receiver<u64> {
        self.commits.clone()
    }

    /// Nothing to close: the task ends with the queue.
    pub(super) async fn close(&self) {}

    pub(super) async fn place_order(
        &self,
        placement: OrderPlacement,
    ) -> Result<PlaceOutcome, RepositoryError> {
        self.submit_command(|reply| WriteCommand::Place(Box::new(placement), reply)).await
    }

    pub(super) async fn change_order(
        &self,
        change: OrderChange,
    ) -> Result<Option<ChangeDecision>, RepositoryError> {
        self.submit_command(|reply| WriteCommand::Change(Box::new(change), reply)).await
    }

    async fn submit_command<T: Send>(
        &self,
        command: impl FnOnce(Reply<T>) -> WriteCommand,
    ) -> Result<T, RepositoryError> {
        let (reply, answer) = oneshot::channel();
        let refused = |error: mpsc::error::TrySendError<_>| match error {
            mpsc::error::TrySendError::Full(_) => RepositoryError::Overloaded,
            mpsc::error::TrySendError::Closed(_) => writer_ended_error(),
        };
        self.commands.try_send(command(reply)).map_err(refused)?;
        let lost =
            |_| RepositoryError::Unavailable("the writer ended before this write".to_owned());
        answer.await.map_err(lost)?
    }
}

fn writer_ended_error() -> RepositoryError {
    RepositoryError::Unavailable("the writer has ended".to_owned())
}

async fn run_writer(
    pool: SqlitePool,
    mut commands: mpsc::Receiver<WriteCommand>,
    commits: watch::Sender<u64>,
) {
    let mut group = Vec::with_capacity(GROUP);
    while commands.recv_many(&mut group, GROUP).await > 0 {
        let mut callers = Vec::with_capacity(group.len());
        let committed = commit_group(&pool, &mut group, &mut callers).await;
        match &committed {
            Ok(()) => commits.send_modify(|count| *count += 1),
            Err(error) => tracing::error!(%error, "a group of writes did not commit"),
        }
        callers.extend(group.drain(..).map(WriteCommand::into_failure_reply));
        callers.into_iter().for_each(|tell| tell(committed.clone()));
    }
}

/// Commits a group. After a failed group the connection is closed: a full disk may have ended its
/// transaction, so its state is unknown.
async fn commit_group(
    pool: &SqlitePool,
    commands: &mut Vec<WriteCommand>,
    callers: &mut Vec<AckCallback>,
) -> Result<(), RepositoryError> {
    let mut conn = pool.acquire().await?;
    let result = commit_group_on(&mut conn, commands, callers).await;
    if result.is_err() {
        conn.close_on_drop();
    }
    result
}

/// Moves the commands that ran from `commands` to `callers`, even on failure.
async fn commit_group_on(
    conn: &mut SqliteConnection,
    commands: &mut Vec<WriteCommand>,
    callers: &mut Vec<AckCallback>,
) -> Result<(), RepositoryError> {
    let mut transaction = conn.begin_with(Sqlite::BEGIN_WRITE).await?;
    for command in commands.drain(..) {
        command.run(&mut transaction, callers).await?;
    }
    #[cfg(feature = "planted-bugs")]
    if crate::planted::acknowledges_before_commit() {
        callers.drain(..).for_each(|tell| tell(Ok(())));
        tokio::time::sleep(crate::planted::PAUSE).await;
    }
    Ok(transaction.commit().await?)
}

impl WriteCommand {
    /// Runs the command within the group's transaction.
    ///
    /// # Errors
    /// A failure of the whole group.
    async fn run(
        self,
        conn: &mut SqliteConnection,
        callers: &mut Vec<AckCallback>,
    ) -> Result<(), RepositoryError> {
        match self {
            // The caller timed out and was answered with an error; skip the write so that the
            // answer stays true.
            Self::Place(_, reply) if reply.is_closed() => Ok(()),
            Self::Change(_, reply) if reply.is_closed() => Ok(()),
            Self::Place(placement, reply) => {
                queue_reply(run_place(conn, &placement).await, reply, callers)
            }
            Self::Change(change, reply) => {
                queue_reply(run_change(conn, &change).await, reply, callers)
            }
        }
    }

    /// Answers the caller of a command that did not run, since the group failed before it.
    fn into_failure_reply(self) -> AckCallback {
        match self {
            Self::Place(_, reply) => Box::new(move |why| reply_with_failure(reply, why)),
            Self::Change(_, reply) => Box::new(move |why| reply_with_failure(reply, why)),
        }
    }
}

fn reply_with_failure<T>(reply: Reply<T>, why: Result<(), RepositoryError>) {
    if let Err(why) = why {
        let _gone = reply.send(Err(why));
    }
}

/// The inner result is the command's own; the outer error fails the group.
type CommandOutcome<T> = Result<Result<T, RepositoryError>, RepositoryError>;

fn queue_reply<T: Send + 'static>(
    outcome: CommandOutcome<T>,
    reply: Reply<T>,
    callers: &mut Vec<AckCallback>,
) -> Result<(), RepositoryError> {
    let (result, group) = match outcome {
        Ok(result) => (result, Ok(())),
        Err(error) => (Err(error.clone()), Err(error)),
    };
    callers.push(Box::new(move |committed| drop(reply.send(committed.and(result)))));
    group
}

async fn run_place(
    conn: &mut SqliteConnection,
    placement: &OrderPlacement,
) -> CommandOutcome<PlaceOutcome> {
    let mut savepoint = conn.begin().await?;
    let result = orders::place_order(&mut savepoint, placement).await;
    if let Ok(PlaceOutcome::Refused(_)) = result {
        savepoint.rollback().await?;
        return Ok(result);
    }
    finish_savepoint(savepoint, result).await
}

async fn run_change(
    conn: &mut SqliteConnection,
    change: &OrderChange,
) -> CommandOutcome<Option<ChangeDecision>> {
    let mut savepoint = conn.begin().await?;
    let result = orders::change_order(&mut savepoint, change).await;
    finish_savepoint(savepoint, result).await
}

async fn finish_savepoint<T>(
    savepoint: sqlx::SqliteTransaction<'_>,
    result: Result<T, RepositoryError>,
) -> CommandOutcome<T> {
    match &result {
        Ok(_) => savepoint.commit().await?,
        Err(error) if is_statement_error(error) => savepoint.rollback().await?,
        Err(error) => return Err(error.clone()),
    }
    Ok(result)
}

/// Whether the failure concerns one statement only, so the rest of the group may continue.
fn is_statement_error(error: &RepositoryError) -> bool {
    matches!(error, RepositoryError::Constraint(_) | RepositoryError::Unreadable(_))
}
