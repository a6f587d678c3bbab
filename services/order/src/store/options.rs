//! How a store is opened.

use service_kit::DatabaseArgs;
use std::time::Duration;

/// How [`super::open_with`] opens a database. On Postgres two connections for waking and being woken come on top.
#[derive(Debug, Clone)]
pub struct Options {
    /// As every database.
    pub database: DatabaseArgs,
    /// How long a feed waits for a commit that it was not told of.
    pub poll_interval: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self::from(DatabaseArgs::default())
    }
}

impl From<DatabaseArgs> for Options {
    fn from(database: DatabaseArgs) -> Self {
        Self { database, poll_interval: Duration::from_secs(1) }
    }
}
