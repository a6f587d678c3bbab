//! SQLite: a local file with one writer and many readers.

#[path = "../queries/mod.rs"] // once for each engine's `Db`, as `mod.rs` explains
mod queries;
mod writer;

pub(super) use queries::SqlOrderRepository;

use super::RepositoryError;
use jiff::Timestamp;
use sqlx::{Sqlite, SqliteConnection};
use writer::OrderWriter;

type Db = Sqlite;

/// SQL that removes names and the note from an event's payload, and the name from `changed_by`.
const NAMELESS_PAYLOAD: &str =
    "json_replace(payload, '$.customer.name', '', '$.note', '', '$.handling.changed_by.name', '')";
const NAMELESS_BY: &str = "json_replace(changed_by, '$.name', '')";
/// Not needed, since there is only one writer.
const LOCK_FREE_ROWS: &str = "";

/// The database has no clock of its own, so the process's clock counts.
async fn fetch_conservative_now(
    _: &mut SqliteConnection,
    now: Timestamp,
) -> Result<Timestamp, RepositoryError> {
    Ok(now)
}

/// Nothing to lock, since there is only one writer.
async fn lock_numbers(_: &mut SqliteConnection, _: &str) -> Result<(), RepositoryError> {
    Ok(())
}

/// No bound: each transaction ends before the next begins, so none commits late.
async fn fetch_feed_horizon(_: &mut SqliteConnection) -> Result<i64, RepositoryError> {
    Ok(i64::MAX)
}

/// Never, without a bound.
async fn is_held_back(_: &mut SqliteConnection, _: i64) -> Result<bool, RepositoryError> {
    Ok(false)
}

/// All positions are this file's own.
async fn fetch_feed_origin(_: &mut SqliteConnection) -> Result<i64, RepositoryError> {
    Ok(0)
}
