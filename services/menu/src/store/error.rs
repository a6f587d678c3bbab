//! What can go wrong with a database, without naming its driver.

use crate::domain::Refusal;
use service_kit::database;
use sqlx::migrate::MigrateError;
use std::path::PathBuf;

/// The database did not do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It cannot be reached or is too busy; another try may succeed.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// No room for what was to be written; reading goes on, and writing does once there is room.
    #[error("the database has no room left: {0}")]
    Full(String),
    /// The file system or the server allows no writing.
    #[error("the database is read-only: {0}")]
    ReadOnly(String),
    /// It refused, or holds something that is no menu.
    #[error("the database failed: {0}")]
    Failed(String),
}

/// SQLITE_FULL, SQLITE_IOERR_SHMSIZE (the index of the log cannot grow); Postgres's disk_full. Of SQLite's other I/O
/// errors none says so: a write that finds no room is SQLITE_FULL.
const FULL: [&str; 3] = ["13", "4874", "53100"];
/// SQLITE_READONLY with its extended codes (RECOVERY, CANTLOCK, ROLLBACK, DBMOVED, CANTINIT, DIRECTORY); Postgres's
/// read_only_sql_transaction.
const READ_ONLY: [&str; 8] = ["8", "264", "520", "776", "1032", "1288", "1544", "25006"];
/// SQLITE_BUSY, SQLITE_LOCKED, SQLITE_IOERR and SQLITE_CANTOPEN: the low byte of their extended codes.
const SQLITE_AGAIN: [u16; 4] = [5, 6, 10, 14];
/// Postgres: connection lost, rolled back (a deadlock), out of resources, object in use (lock timeout), cancelled or
/// shutting down, I/O error of the server.
const POSTGRES_AGAIN: [&str; 6] = ["08", "40", "53", "55", "57", "58"];

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error::{Database, Io, PoolClosed, PoolTimedOut, Protocol, WorkerCrashed};
        let text = error.to_string();
        match error {
            Io(_) | PoolTimedOut | PoolClosed | Protocol(_) | WorkerCrashed => Self::Unavailable(text),
            Database(error) => Self::of_code(error.code().as_deref().unwrap_or_default(), text),
            _ => Self::Failed(text),
        }
    }
}

impl StoreError {
    /// Postgres's codes have five characters, SQLite's fewer.
    fn of_code(code: &str, text: String) -> Self {
        let again = if code.len() == 5 {
            POSTGRES_AGAIN.iter().any(|class| code.starts_with(class))
        } else {
            code.parse().is_ok_and(|code: u16| SQLITE_AGAIN.contains(&(code & 0xff)))
        };
        match code {
            code if FULL.contains(&code) => Self::Full(text),
            code if READ_ONLY.contains(&code) => Self::ReadOnly(text),
            _ if again => Self::Unavailable(text),
            _ => Self::Failed(text),
        }
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::Failed(format!("a stored row is no part of a menu: {error}"))
    }
}

/// A change that did not happen.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The menu's rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Someone else was first.
    #[error("the menu is at version {version}")]
    VersionConflict {
        /// The version that is current now.
        version: i64,
    },
    /// There is no such store.
    #[error("no such store")]
    NoStore,
    /// The database did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for ChangeError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// The database cannot be used at all.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Neither of the two.
    #[error("--database-url begins with sqlite: or postgres://")]
    UnknownScheme,
    /// The driver cannot read it.
    #[error("--database-url cannot be read: {0}")]
    InvalidUrl(String),
    /// The folder of the SQLite file.
    #[error("cannot make the folder {folder} for the database")]
    Folder {
        /// Which.
        folder: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It does not answer.
    #[error("cannot open the database {place}: {cause}")]
    Connect {
        /// File, or host and port.
        place: String,
        /// Why.
        cause: sqlx::Error,
    },
    /// Its tables cannot be brought up to date.
    #[error("cannot bring the database's tables up to date: {0}")]
    Migrate(MigrateError),
    /// Nobody migrated in time.
    #[error(
        "the database {place} is at migration {found} and this program needs {wanted}: run its subcommand `migrate`{}",
        .error.as_ref().map(|error| format!("; at last: {error}")).unwrap_or_default()
    )]
    NotMigrated {
        /// Which.
        place: String,
        /// Its last migration.
        found: i64,
        /// The program's.
        wanted: i64,
        /// Why it could not say so at last.
        error: Option<String>,
    },
}

impl From<MigrateError> for OpenError {
    fn from(cause: MigrateError) -> Self {
        Self::Migrate(cause)
    }
}

impl OpenError {
    /// Waiting may help, and nobody has to mend anything.
    pub(super) fn passes(&self) -> bool {
        use MigrateError::{Execute, ExecuteMigration};
        match self {
            Self::Connect { cause, .. } | Self::Migrate(Execute(cause) | ExecuteMigration(cause, _)) => {
                passes(cause)
            }
            _ => false,
        }
    }
}

/// The connection failed, or the server said so, in a way that may pass by itself.
fn passes(error: &sqlx::Error) -> bool {
    use sqlx::Error as E;
    match error {
        E::Io(error) => database::io_passes(error),
        E::Database(error) => error.code().is_some_and(|code| database::code_passes(&code)),
        E::PoolTimedOut => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_what_the_caller_can_do_about_it() {
        let kind = |code| match StoreError::of_code(code, String::new()) {
            StoreError::Full(_) => "full",
            StoreError::ReadOnly(_) => "read-only",
            StoreError::Unavailable(_) => "again",
            StoreError::Failed(_) => "failed",
        };
        for (wanted, codes) in [
            ("full", ["13", "4874", "53100"].as_slice()),
            ("read-only", &["8", "1032", "25006"]),
            (
                "again",
                &["5", "517", "778", "1034", "14", "57P01", "57P03", "08006", "55P03", "40P01", "53300"],
            ),
            ("failed", &["", "1", "1555", "23505", "42P01", "?"]),
        ] {
            codes.iter().for_each(|code| assert_eq!(kind(code), wanted, "{code}"));
        }
    }
}
