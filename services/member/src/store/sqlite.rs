//! The SQL on SQLite.

#[expect(clippy::duplicate_mod, reason = "the SQL is written once and compiled for each database")]
#[path = "queries.rs"]
mod queries;

pub(super) use queries::SqlStore;

type Db = sqlx::Sqlite;

/// Milliseconds of the Unix time by the database's own clock.
const NOW_MS: &str = "(unixepoch() * 1000)";
