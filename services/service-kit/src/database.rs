//! The flags of every binary that has a database of its own, and how it waits for that database when it starts.

mod wait;

pub use wait::{code_passes, io_passes, wait_for};

use clap::{ValueEnum, value_parser};

/// Who brings the schema up to date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Migrate {
    /// This process, at its start; a server that cannot be reached then is waited for, 5 minutes at most
    #[default]
    Auto,
    /// Somebody else, by the subcommand `migrate`; this process waits until it is done, 5 minutes at most
    Never,
}

/// How a process uses its database.
#[derive(Debug, Clone, clap::Args)]
pub struct DatabaseArgs {
    /// Who brings the schema up to date
    #[arg(long, env = "JUMUN_MIGRATE", value_enum, default_value_t)]
    pub migrate: Migrate,
    /// How many connections to a Postgres server this process opens at most
    #[arg(long, env = "JUMUN_DATABASE_CONNECTIONS", default_value_t = 16, value_parser = value_parser!(u32).range(1..=1000))]
    pub database_connections: u32,
}

impl Default for DatabaseArgs {
    fn default() -> Self {
        Self { migrate: Migrate::Auto, database_connections: 16 }
    }
}
