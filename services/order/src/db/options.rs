//! Options for opening the store.

use db_kit::DatabaseArgs;
use std::time::Duration;

/// Options of [`super::open_repository_with`]. On Postgres, the store uses two more connections,
/// for LISTEN and NOTIFY.
#[derive(Debug, Clone)]
pub struct RepositoryOptions {
    /// Options that all services share.
    pub database: DatabaseArgs,
    /// How long a feed waits before it polls for a commit whose notification it may have missed.
    pub poll_interval: Duration,
}

impl Default for RepositoryOptions {
    fn default() -> Self {
        Self::from(DatabaseArgs::default())
    }
}

impl From<DatabaseArgs> for RepositoryOptions {
    fn from(database: DatabaseArgs) -> Self {
        Self { database, poll_interval: Duration::from_secs(1) }
    }
}
