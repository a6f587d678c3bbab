//! How a store is opened.

use service_kit::{DatabaseArgs, Migrate};
use std::time::Duration;

/// How [`super::open_with`] opens a database.
#[derive(Debug, Clone)]
pub struct Options {
    /// Who brings the schema up to date.
    pub migrate: Migrate,
    /// Connections to a Postgres server at most, with two for waking and being woken on top.
    pub connections: u32,
    /// How long a feed waits for a commit that it was not told of.
    pub poll_interval: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self::from(&DatabaseArgs::default())
    }
}

impl From<&DatabaseArgs> for Options {
    fn from(args: &DatabaseArgs) -> Self {
        let (migrate, connections) = (args.migrate, args.database_connections);
        Self { migrate, connections, poll_interval: Duration::from_secs(1) }
    }
}
