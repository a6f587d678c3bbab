//! [`ChangeError`], the reason why a change was not made.

use crate::domain::Refusal;
use db_kit::{CallError, StoreError};

/// A change that was not made.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The menu's rules refuse it.
    #[error(transparent)]
    Refused(#[from] Refusal),
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
    Store(#[from] StoreError),
}

impl CallError for ChangeError {
    fn is_failure(&self) -> bool {
        matches!(self, Self::Store(_))
    }
}

impl From<serde_json::Error> for ChangeError {
    fn from(error: serde_json::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<sqlx::Error> for ChangeError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}
