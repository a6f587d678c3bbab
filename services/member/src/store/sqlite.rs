//! `queries.rs` for SQLite. `#[path]` includes that file once for each database, with its own `Db`.

#[expect(clippy::duplicate_mod, reason = "the SQL is written once and compiled for each database")]
#[path = "queries.rs"]
mod queries;

pub(super) use queries::SqlStore;

type Db = sqlx::Sqlite;
