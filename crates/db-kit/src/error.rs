//! Database errors, classified by the caller's possible reaction and independent of the driver.

use service_kit::Problem;
use sqlx::error::DatabaseError;

/// Why a database call failed. "Not found" and refusals by a service's own rules are not among
/// these.
#[derive(Debug, Clone, thiserror::Error)]
pub enum RepositoryError {
    /// Locked, unreachable or too slow; retryable.
    #[error("the database cannot be used now: {0}")]
    Unavailable(String),
    /// The write queue is full; retryable.
    #[error("the write queue is full")]
    Overloaded,
    /// The disk is full. Reads still work; writes do again once there is space.
    #[error("the database has no room left: {0}")]
    Full(String),
    /// The file system or the server refuses writes.
    #[error("the database is read-only: {0}")]
    ReadOnly(String),
    /// A constraint that the code should never violate.
    #[error("the database refused a row: {0}")]
    Constraint(String),
    /// Stored data does not match the types: a bug, or a change of the data from outside.
    #[error("the database holds what cannot be read: {0}")]
    Unreadable(String),
    /// A permanent error.
    #[error("the database failed: {0}")]
    Failed(String),
}

/// SQLITE_FULL, SQLITE_IOERR_SHMSIZE (the WAL index cannot grow); Postgres's disk_full. None of
/// SQLite's other I/O errors means a full disk: a write without space is SQLITE_FULL.
const FULL: [&str; 3] = ["13", "4874", "53100"];
/// SQLITE_READONLY with its extended codes (RECOVERY, CANTLOCK, ROLLBACK, DBMOVED, CANTINIT,
/// DIRECTORY); Postgres's read_only_sql_transaction.
const READ_ONLY: [&str; 8] = ["8", "264", "520", "776", "1032", "1288", "1544", "25006"];
/// Retryable: SQLITE_BUSY, SQLITE_LOCKED, SQLITE_NOMEM, SQLITE_IOERR, SQLITE_CANTOPEN and
/// SQLITE_PROTOCOL (the race for the WAL lock), as the low byte of their extended codes.
const SQLITE_AGAIN: [u16; 6] = [5, 6, 7, 10, 14, 15];
const SQLITE_CANTOPEN: &str = "14";
/// The low byte of SQLITE_CONSTRAINT's extended codes.
const SQLITE_CONSTRAINT: u16 = 19;
/// Retryable, as prefixes: connection lost, a transaction that was idle or took too long, rolled
/// back (a deadlock), out of resources, object in use (lock timeout), cancelled or shutting down,
/// I/O error of the server.
const POSTGRES_AGAIN: [&str; 8] = ["08", "25P03", "25P04", "40", "53", "55", "57", "58"];
/// Postgres's class of integrity constraint violations.
const POSTGRES_CONSTRAINT: &str = "23";

/// Whether SQLite cannot create or write the file; its own message says only that it cannot open
/// it.
pub(crate) fn is_not_writable(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(DatabaseError::code);
    code.is_some_and(|code| code == SQLITE_CANTOPEN || READ_ONLY.contains(&&*code))
}

impl RepositoryError {
    fn from_code(code: &str, text: String) -> Self {
        match code {
            code if FULL.contains(&code) => Self::Full(text),
            code if READ_ONLY.contains(&code) => Self::ReadOnly(text),
            // Postgres's codes have five characters, SQLite's fewer.
            code if code.len() == 5 => Self::from_postgres_code(code, text),
            code => Self::from_sqlite_code(code.parse().unwrap_or_default(), text),
        }
    }

    fn from_postgres_code(code: &str, text: String) -> Self {
        match code {
            code if code.starts_with(POSTGRES_CONSTRAINT) => Self::Constraint(text),
            code if POSTGRES_AGAIN.iter().any(|class| code.starts_with(class)) => {
                Self::Unavailable(text)
            }
            _ => Self::Failed(text),
        }
    }

    fn from_sqlite_code(code: u16, text: String) -> Self {
        match code & 0xff {
            SQLITE_CONSTRAINT => Self::Constraint(text),
            code if SQLITE_AGAIN.contains(&code) => Self::Unavailable(text),
            _ => Self::Failed(text),
        }
    }
}

impl From<sqlx::Error> for RepositoryError {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error as E;
        let text = error.to_string();
        match error {
            E::Database(error) => {
                Self::from_code(error.code().as_deref().unwrap_or_default(), text)
            }
            E::ColumnDecode { .. }
            | E::Decode(_)
            | E::Encode(_)
            | E::ColumnNotFound(_)
            | E::ColumnIndexOutOfBounds { .. }
            | E::TypeNotFound { .. }
            | E::RowNotFound => Self::Unreadable(text),
            _ => Self::Unavailable(text),
        }
    }
}

impl From<serde_json::Error> for RepositoryError {
    fn from(error: serde_json::Error) -> Self {
        Self::Unreadable(error.to_string())
    }
}

impl From<RepositoryError> for Problem {
    fn from(error: RepositoryError) -> Self {
        match error {
            RepositoryError::Unavailable(_) => Self::service_unavailable(error),
            RepositoryError::Overloaded => Self::service_overloaded(),
            RepositoryError::Full(_) => Self::storage_full(error),
            RepositoryError::ReadOnly(_) => Self::storage_read_only(error),
            RepositoryError::Constraint(_)
            | RepositoryError::Unreadable(_)
            | RepositoryError::Failed(_) => Self::internal_error(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_what_the_caller_can_do_about_it() {
        let kind = |code| match RepositoryError::from_code(code, String::new()) {
            RepositoryError::Full(_) => "full",
            RepositoryError::ReadOnly(_) => "read-only",
            RepositoryError::Unavailable(_) | RepositoryError::Overloaded => "again",
            RepositoryError::Constraint(_) => "constraint",
            RepositoryError::Unreadable(_) | RepositoryError::Failed(_) => "failed",
        };
        for (wanted, codes) in [
            ("full", ["13", "4874", "53100"].as_slice()),
            ("read-only", &["8", "1032", "25006"]),
            (
                "again",
                &[
                    "5", "517", "7", "778", "1034", "14", "15", "57P01", "57P03", "08006", "25P03",
                    "55P03", "40P01", "53300",
                ],
            ),
            (
                "constraint",
                &["19", "275", "787", "1299", "1555", "2067", "23502", "23503", "23505", "23514"],
            ),
            ("failed", &["", "1", "11", "25P02", "42P01", "22003", "?"]),
        ] {
            codes.iter().for_each(|code| assert_eq!(kind(code), wanted, "{code}"));
        }
    }
}
