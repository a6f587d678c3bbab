//! How a store is opened.

use service_kit::{DatabaseArgs, Migrate};

/// How [`super::open_with`] opens a database.
#[derive(Debug, Clone)]
pub struct Options {
    /// Who brings the schema up to date.
    pub migrate: Migrate,
    /// Connections to a Postgres server at most.
    pub connections: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self::from(&DatabaseArgs::default())
    }
}

impl From<&DatabaseArgs> for Options {
    fn from(args: &DatabaseArgs) -> Self {
        Self { migrate: args.migrate, connections: args.database_connections }
    }
}
