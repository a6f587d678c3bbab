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
