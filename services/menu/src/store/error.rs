//! What can go wrong with a database, without naming its driver.

use crate::domain::Refusal;
use sqlx::migrate::MigrateError;
use std::path::PathBuf;

/// The database did not do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It cannot be reached or is too busy; another try may succeed.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// It refused, or holds something that is no menu.
    #[error("the database failed: {0}")]
    Failed(String),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error::{Database, Io, PoolClosed, PoolTimedOut, WorkerCrashed};
        let again = match &error {
            Io(_) | PoolTimedOut | PoolClosed | WorkerCrashed => true,
            // SQLite: busy, locked, disk full. Postgres: connection lost, out of resources, cancelled, lock timeout,
            // deadlock, shutting down.
            Database(error) => error.code().is_some_and(|code| {
                matches!(code.as_ref(), "5" | "6" | "13" | "261" | "517" | "55P03" | "40P01" | "40001")
                    || ["08", "53", "57"].iter().any(|class| code.len() == 5 && code.starts_with(class))
            }),
            _ => false,
        };
        if again { Self::Unavailable(error.to_string()) } else { Self::Failed(error.to_string()) }
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
    #[error("cannot open the database {place}: {why}")]
    Connect {
        /// File, or host and port.
        place: String,
        /// Why.
        why: String,
    },
    /// Its tables cannot be brought up to date.
    #[error("cannot bring the database's tables up to date")]
    Migrate(#[from] MigrateError),
}
