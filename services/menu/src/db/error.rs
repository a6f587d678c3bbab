//! [`MenuChangeError`], the reason why a change was not made.

use crate::domain::EditRefusal;
use db_kit::{CallError, RepositoryError};

/// A change that was not made.
#[derive(Debug, thiserror::Error)]
pub enum MenuChangeError {
    /// The menu's rules refuse it.
    #[error(transparent)]
    Refused(#[from] EditRefusal),
    /// Optimistic concurrency: another change was made first.
    #[error("the version is {version} by now")]
    VersionConflict {
        /// The current version.
        version: i64,
    },
    /// There is no such store.
    #[error("no such store")]
    NoStore,
    /// No draft is open.
    #[error("no draft is open")]
    NoDraft,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] RepositoryError),
}

impl CallError for MenuChangeError {
    fn is_failure(&self) -> bool {
        matches!(self, Self::Store(_))
    }
}

impl From<serde_json::Error> for MenuChangeError {
    fn from(error: serde_json::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<sqlx::Error> for MenuChangeError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}
