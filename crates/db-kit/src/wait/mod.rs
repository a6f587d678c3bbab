//! The wait for a database at the start of a process.
//!
//! On one machine everything starts at once. A database server that starts more slowly, or is being
//! restarted, must not end a process: not every supervisor restarts it, and one that does waits
//! longer each time. A permanent error, above all a wrong password, ends the process at once, while
//! the operator who typed it is still watching.

use std::{fmt::Display, future::Future, io, time::Duration};
use tokio::time::{Instant, sleep};

/// Maximum wait; after it, the end of the process is the clearer signal.
const PATIENCE: Duration = Duration::from_secs(300);
const FIRST_PAUSE: Duration = Duration::from_millis(50);
/// With the time to connect, a process is unavailable for at most 2 s longer than its database.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);
const TELL_EVERY: Duration = Duration::from_secs(10);

/// SQLSTATEs of transient Postgres errors: connection exception, connection does not exist,
/// connection failure, unable to connect; too many connections; shutdown by an operator or after a
/// crash; not accepting connections yet or any longer.
const PASSING_CODES: [&str; 8] =
    ["08000", "08001", "08003", "08006", "53300", "57P01", "57P02", "57P03"];

/// Whether an error with this SQLSTATE is transient, so that a retry may succeed without
/// intervention.
pub(crate) fn is_transient_code(sqlstate: &str) -> bool {
    PASSING_CODES.contains(&sqlstate)
}

/// Whether a failed connection is transient. All errors are, including an unknown host name, which
/// has no kind of its own, except those that this machine would always return.
pub(crate) fn is_transient_io(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidData, InvalidInput, PermissionDenied, Unsupported};
    !matches!(error.kind(), InvalidData | InvalidInput | PermissionDenied | Unsupported)
}

/// Retries `attempt` for up to 5 minutes while it fails with an error that `passes` calls
/// transient. `database` is its name in the log, without the password. Dropping the future ends the
/// wait.
///
/// # Errors
/// The first permanent error, or the last transient one.
pub(crate) async fn wait_for<T, E, F>(
    database: &str,
    attempt: impl Fn() -> F,
    passes: impl Fn(&E) -> bool,
) -> Result<T, E>
where
    E: Display,
    F: Future<Output = Result<T, E>>,
{
    let mut wait: Option<DatabaseWait> = None;
    loop {
        let error = match attempt().await {
            Err(error) if passes(&error) => error,
            outcome => {
                wait.iter().for_each(|wait| wait.log_end(database));
                return outcome;
            }
        };
        let wait = wait.get_or_insert_with(DatabaseWait::start);
        if wait.began.elapsed() >= PATIENCE {
            return Err(error);
        }
        wait.log_waiting(database, &error);
        wait.back_off().await;
    }
}

/// A wait in progress. It starts at the first failure, so a long migration that then fails does not
/// use up the time.
struct DatabaseWait {
    began: Instant,
    told: Option<Instant>,
    pause: Duration,
}

impl DatabaseWait {
    fn start() -> Self {
        Self { began: Instant::now(), told: None, pause: FIRST_PAUSE }
    }

    fn log_waiting(&mut self, database: &str, error: &impl Display) {
        if self.is_log_due() {
            let waited_s = self.began.elapsed().as_secs();
            tracing::warn!(database, %error, waited_s, "waiting for the database, {PATIENCE:?} at most");
        }
    }

    /// Whether a log line is due: at the start, then every [`TELL_EVERY`].
    fn is_log_due(&mut self) -> bool {
        let is_due = self.told.is_none_or(|told| told.elapsed() >= TELL_EVERY);
        if is_due {
            self.told = Some(Instant::now());
        }
        is_due
    }

    fn log_end(&self, database: &str) {
        let waited_s = self.began.elapsed().as_secs();
        tracing::info!(database, waited_s, "the wait for the database is over");
    }

    async fn back_off(&mut self) {
        sleep(self.pause).await;
        self.pause = LONGEST_PAUSE.min(self.pause * 2);
    }
}

#[cfg(test)]
mod tests;
