//! Flags of every binary with a database.

use clap::{ValueEnum, value_parser};

/// The process that migrates the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum MigrateMode {
    /// This process migrates at its start, and waits up to 5 minutes for a server that it cannot
    /// reach
    #[default]
    Auto,
    /// The subcommand `migrate` is run separately; this process waits for it, up to 5 minutes
    Never,
}

/// Flags for a process's use of its database.
#[derive(Debug, Clone, clap::Args)]
pub struct DatabaseArgs {
    /// Which process migrates the database schema
    #[arg(long, env = "JUMUN_MIGRATE", value_enum, default_value_t)]
    pub migrate: MigrateMode,
    /// Maximum number of connections to a Postgres server
    #[arg(long, env = "JUMUN_DATABASE_CONNECTIONS", default_value_t = 16, value_parser = value_parser!(u32).range(1..=1000))]
    pub database_connections: u32,
}

impl Default for DatabaseArgs {
    fn default() -> Self {
        Self { migrate: MigrateMode::Auto, database_connections: 16 }
    }
}
