//! What can go wrong with a change.

use crate::domain::Refusal;
use store_kit::StoreError;

/// A change that did not happen.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The menu's rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Someone else was first.
    #[error("the version is {version} by now")]
    VersionConflict {
        /// The version that is current now.
        version: i64,
    },
    /// There is no such store.
    #[error("no such store")]
    NoStore,
    /// Nothing waits to be published.
    #[error("no draft is open")]
    NoDraft,
    /// The database did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
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
