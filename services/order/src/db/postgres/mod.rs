//! Postgres: many replicas of this service share one database.

pub(super) mod origin;
#[path = "../queries/mod.rs"] // once for each engine's `Db`, as `mod.rs` explains
mod queries;
mod wake;
mod writer;

pub(super) use queries::SqlOrderRepository;

use super::RepositoryError;
use jiff::Timestamp;
use origin::fetch_feed_origin;
use sqlx::{PgConnection, Postgres};
use writer::OrderWriter;

type Db = Postgres;

/// SQL that removes names and the note from an event's payload, and the name from `changed_by`.
const NAMELESS_PAYLOAD: &str = r#"jsonb_set(jsonb_set(jsonb_set(payload, '{customer,name}', '""', false),
    '{note}', '""', false), '{handling,changed_by,name}', '""', false)"#;
const NAMELESS_BY: &str = r#"jsonb_set(changed_by, '{name}', '""', false)"#;
/// Lets several replicas take different rows.
const LOCK_FREE_ROWS: &str = "FOR UPDATE SKIP LOCKED";

/// The earlier of the process's and the server's clock, so that a wrong clock does not end anything
/// too early.
async fn fetch_conservative_now(
    conn: &mut PgConnection,
    now: Timestamp,
) -> Result<Timestamp, RepositoryError> {
    Ok(now.min(fetch_server_time(conn).await?))
}

/// Lets only one transaction at a time take a number of this store, for any business date: replicas
/// may disagree on the date.
async fn lock_numbers(conn: &mut PgConnection, store: &str) -> Result<(), RepositoryError> {
    sqlx::query("SELECT pg_advisory_xact_lock(7102, hashtext($1))")
        .bind(store)
        .execute(conn)
        .await?;
    Ok(())
}

/// The oldest transaction that still runs. All transactions below it have ended, so a statement
/// that begins after this one sees all their rows.
async fn fetch_feed_horizon(conn: &mut PgConnection) -> Result<i64, RepositoryError> {
    let sql = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint";
    Ok(sqlx::query_scalar(sql).fetch_one(conn).await?)
}

/// Whether there are committed rows that no feed may read yet.
async fn is_held_back(conn: &mut PgConnection, horizon: i64) -> Result<bool, RepositoryError> {
    let sql = "SELECT EXISTS (SELECT FROM order_events WHERE transaction_id >= $1)";
    Ok(sqlx::query_scalar(sql).bind(horizon).fetch_one(conn).await?)
}

/// The server's current time.
async fn fetch_server_time(conn: &mut PgConnection) -> Result<Timestamp, RepositoryError> {
    let sql = "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint";
    let millis = sqlx::query_scalar(sql).fetch_one(conn).await?;
    Timestamp::from_millisecond(millis)
        .map_err(|error| RepositoryError::Unreadable(error.to_string()))
}
