//! Postgres: many replicas on one database. Every wait has an end, so that a stuck database is an error soon.

#[expect(clippy::duplicate_mod, reason = "the SQL is written once and compiled for each database")]
#[path = "archive.rs"]
pub(super) mod archive;
#[expect(clippy::duplicate_mod, reason = "the SQL is written once and compiled for each database")]
#[path = "queries.rs"]
mod queries;

use super::{OpenError, Options, Store, bounded::Bounded, schema};
use queries::SqlStore;
use service_kit::{Migrate, database::wait_for};
use sqlx::{
    Connection as _, Executor as _, PgConnection, Pool, Transaction,
    migrate::Migrator,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{io, str::FromStr as _, sync::Arc, time::Duration};

type Db = sqlx::Postgres;

pub(super) static MIGRATIONS: Migrator = sqlx::migrate!("migrations/postgres");
/// Compares texts by their bytes, whatever the database's language.
const COLLATE: &str = "COLLATE \"C\"";
/// No column gives a number by itself.
const OVERRIDING: &str = "";
/// Nobody writes while a database is filled.
pub(super) const LOCK_ALL: &str =
    "LOCK TABLE stores, categories, items, option_groups, availability IN EXCLUSIVE MODE";

/// Whatever the server's own limits are: a whole database takes longer than a customer may.
pub(super) const NO_LIMITS: &str =
    "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0";

/// How long a migration waits for another one, or for a table.
const LOCK_TIMEOUT: &str = "SET lock_timeout = '5min'";
/// What a connection may take to answer when it is given back, perhaps in the middle of something.
const RELEASE_DEADLINE: Duration = Duration::from_secs(1);
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(2);
/// A server that does not answer a connection attempt must not hold up a start for the system's minutes.
const CONNECT_DEADLINE: Duration = Duration::from_secs(10);
/// Connections follow to where the server has moved.
const MAX_LIFETIME: Duration = Duration::from_secs(30 * 60);
/// Settings of every connection that serves.
const TIMEOUTS: [(&str, &str); 3] = [
    ("statement_timeout", "5s"),
    ("lock_timeout", "1s"),
    // A replica that stops in the middle holds the store's row, and every editor waits.
    ("idle_in_transaction_session_timeout", "500ms"),
];

/// Each statement sees what is committed by then; the store's row, taken first, keeps other writers out.
async fn begin_write(pool: &Pool<Db>) -> Result<Transaction<'static, Db>, sqlx::Error> {
    pool.begin_with("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE").await
}

/// All reads see the moment of the first.
async fn begin_read(pool: &Pool<Db>) -> Result<Transaction<'static, Db>, sqlx::Error> {
    pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await
}

/// The server, by what a URL says.
pub(super) struct Target(PgConnectOptions);

impl Target {
    pub(super) fn parse(url: &str) -> Result<Self, OpenError> {
        let options = PgConnectOptions::from_str(url).map_err(|e| OpenError::InvalidUrl(e.to_string()))?;
        Ok(Self(options.application_name("jumun-menu")))
    }

    fn place(&self) -> String {
        format!("{}:{}", self.0.get_host(), self.0.get_port())
    }

    fn failed(&self, cause: sqlx::Error) -> OpenError {
        OpenError::Connect { place: self.place(), cause }
    }

    /// One connection without time limits: whoever migrates or moves a whole database takes what time it needs.
    pub(super) async fn connect(&self) -> Result<PgConnection, OpenError> {
        let connecting = tokio::time::timeout(CONNECT_DEADLINE, PgConnection::connect_with(&self.0));
        let mute = |_| Err(io::Error::from(io::ErrorKind::TimedOut).into());
        connecting.await.unwrap_or_else(mute).map_err(|cause| self.failed(cause))
    }
}

/// Brings the schema up to date. Another replica may be migrating, and that is waited for. The lock goes with the
/// connection, whatever happens.
pub(super) async fn migrate(target: &Target) -> Result<(), OpenError> {
    let mut conn = target.connect().await?;
    conn.execute(LOCK_TIMEOUT).await.map_err(sqlx::migrate::MigrateError::Execute)?;
    schema::migrate(&mut conn, sqlx::migrate!("migrations/postgres")).await?;
    conn.close().await.map_err(|cause| target.failed(cause))
}

/// Without an end to this wait, connections to a server that is gone without a word would be waited for until the
/// system gives them up, some 15 minutes, and the pool would be empty for as long.
async fn answers(conn: &mut PgConnection) -> Result<bool, sqlx::Error> {
    let ping = tokio::time::timeout(RELEASE_DEADLINE, conn.ping());
    ping.await.unwrap_or(Err(sqlx::Error::PoolTimedOut)).map(|()| true)
}

/// As soon as the server can be reached and has the schema, which may be minutes after this was called.
pub(super) async fn open(url: &str, options: &Options) -> Result<Arc<dyn Store>, OpenError> {
    let target = Target::parse(url)?;
    let passes = |error: &OpenError| options.migrate == Migrate::Never || error.passes();
    let pool = wait_for(&target.place(), || pool(&target, options), passes).await?;
    Ok(Arc::new(Bounded(SqlStore { pool })))
}

/// The pool tests each connection before it is given out, so a server that was restarted costs no error.
async fn pool(target: &Target, options: &Options) -> Result<Pool<Db>, OpenError> {
    match options.migrate {
        Migrate::Auto => migrate(target).await?,
        Migrate::Never => schema::look(target.connect().await?, &MIGRATIONS, &target.place()).await?,
    }
    PgPoolOptions::new()
        .max_connections(options.connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(true)
        .max_lifetime(MAX_LIFETIME)
        .after_release(|conn, _| Box::pin(answers(conn)))
        .connect_with(target.0.clone().options(TIMEOUTS))
        .await
        .map_err(|cause| target.failed(cause))
}
