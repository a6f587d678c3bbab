//! The wait for a database at the start of a process.
//!
//! On one machine everything starts at once, and a server that is slower, or is being restarted, must not cost a process
//! its life: not every supervisor brings one back, and one that does waits longer each time. What will not mend itself, a
//! wrong password above all, ends the process at once, while the person who typed it still looks.

use std::{fmt::Display, future::Future, io, time::Duration};
use tokio::time::{Instant, sleep};

/// Whoever waits longer is better told of by its end.
const PATIENCE: Duration = Duration::from_secs(300);
const FIRST_PAUSE: Duration = Duration::from_millis(50);
/// With the time to connect, nobody is away for more than 2 s longer than the database.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);
const TELL_EVERY: Duration = Duration::from_secs(10);

/// Postgres: the connection exception, does not exist, failure and unable to establish; too many connections; shut
/// down by an operator or by a crash; not taking connections yet, or no longer.
const PASSING_CODES: [&str; 8] = ["08000", "08001", "08003", "08006", "53300", "57P01", "57P02", "57P03"];

/// Whether a server that refused with this SQLSTATE may soon do otherwise, and nobody has to mend anything.
pub fn code_passes(sqlstate: &str) -> bool {
    PASSING_CODES.contains(&sqlstate)
}

/// Whether a connection that failed like this may soon do otherwise: all do, a name that is not known yet too, which has
/// no kind of its own, but those that this machine would never make.
pub fn io_passes(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidData, InvalidInput, PermissionDenied, Unsupported};
    !matches!(error.kind(), InvalidData | InvalidInput | PermissionDenied | Unsupported)
}

/// What `attempt` comes to, which is made again while it fails with an error that `passes`, 5 minutes at most.
/// `database` names it in the log, without its password. Whoever drops this has ended the wait.
///
/// # Errors
/// The first error that does not pass, or the last one.
pub async fn wait_for<T, E, F>(
    database: &str,
    attempt: impl Fn() -> F,
    passes: impl Fn(&E) -> bool,
) -> Result<T, E>
where
    E: Display,
    F: Future<Output = Result<T, E>>,
{
    let mut wait: Option<Wait> = None;
    loop {
        let error = match attempt().await {
            Err(error) if passes(&error) => error,
            outcome => {
                wait.iter().for_each(|wait| wait.tell_end(database));
                return outcome;
            }
        };
        let wait = wait.get_or_insert_with(Wait::begin);
        if wait.began.elapsed() >= PATIENCE {
            return Err(error);
        }
        wait.tell(database, &error);
        wait.pause().await;
    }
}

/// One that has begun. A migration that took its time before it failed has not used up any patience.
struct Wait {
    began: Instant,
    told: Option<Instant>,
    pause: Duration,
}

impl Wait {
    fn begin() -> Self {
        Self { began: Instant::now(), told: None, pause: FIRST_PAUSE }
    }

    fn tell(&mut self, database: &str, error: &impl Display) {
        if self.is_to_be_told() {
            let waited_s = self.began.elapsed().as_secs();
            tracing::warn!(database, %error, waited_s, "waiting for the database, {PATIENCE:?} at most");
        }
    }

    /// At its beginning, and whenever nothing was said for a while.
    fn is_to_be_told(&mut self) -> bool {
        let is_due = self.told.is_none_or(|told| told.elapsed() >= TELL_EVERY);
        if is_due {
            self.told = Some(Instant::now());
        }
        is_due
    }

    fn tell_end(&self, database: &str) {
        let waited_s = self.began.elapsed().as_secs();
        tracing::info!(database, waited_s, "the wait for the database is over");
    }

    async fn pause(&mut self) {
        sleep(self.pause).await;
        self.pause = LONGEST_PAUSE.min(self.pause * 2);
    }
}

#[cfg(test)]
mod tests;
