//! Postgres: many replicas on one database. Every wait has an end, so that a stuck database is an error soon.

#[expect(clippy::duplicate_mod, reason = "the SQL is written once and compiled for each database")]
#[path = "queries.rs"]
mod queries;

use super::{OpenError, Store, bounded::Bounded};
use queries::SqlStore;
use sqlx::{
    Pool, Transaction,
    migrate::Migrator,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{str::FromStr as _, sync::Arc, time::Duration};

type Db = sqlx::Postgres;

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/postgres");

const CONNECTIONS: u32 = 8;
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(2);
/// Settings of every connection, in milliseconds.
const TIMEOUTS: [(&str, &str); 3] = [
    ("statement_timeout", "5000"),
    ("lock_timeout", "3000"),
    ("idle_in_transaction_session_timeout", "10000"),
];

/// Each statement sees what is committed by then; the store's row, taken first, keeps other writers out.
async fn begin_write(pool: &Pool<Db>) -> Result<Transaction<'static, Db>, sqlx::Error> {
    pool.begin_with("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE").await
}

/// All reads see the moment of the first.
async fn begin_read(pool: &Pool<Db>) -> Result<Transaction<'static, Db>, sqlx::Error> {
    pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await
}

pub(super) async fn open(url: &str) -> Result<Arc<dyn Store>, OpenError> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|error| OpenError::InvalidUrl(error.to_string()))?
        .options(TIMEOUTS)
        .application_name("jumun-menu");
    let place = format!("{}:{}", options.get_host(), options.get_port());
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .connect_with(options)
        .await
        .map_err(|error| OpenError::Connect { place, why: error.to_string() })?;
    MIGRATIONS.run(&pool).await?;
    Ok(Arc::new(Bounded(SqlStore { pool })))
}
