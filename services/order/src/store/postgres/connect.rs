//! Connections to Postgres: those that serve, each wait with an end, and single ones for whoever looks after it.

use crate::store::{ACQUIRE_TIMEOUT, OpenError, Options, schema};
use service_kit::{Migrate, database::wait_for};
use sqlx::{
    Connection as _, Executor as _, PgConnection, PgPool,
    migrate::Migrator,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{io, str::FromStr as _, time::Duration};

pub(in crate::store) static MIGRATIONS: Migrator = sqlx::migrate!("migrations/postgres");

/// A server that does not answer a connection attempt must not hold up a start for the system's minutes.
const CONNECT_DEADLINE: Duration = Duration::from_secs(10);
/// Settings of every connection that serves.
const TIMEOUTS: [(&str, &str); 3] = [
    ("statement_timeout", "5s"),
    ("lock_timeout", "1s"),
    // A replica that stops in the middle holds the row of the day's pickup numbers, and everybody waits.
    ("idle_in_transaction_session_timeout", "500ms"),
];

/// How long a migration waits for another one, or for a table.
const LOCK_TIMEOUT: &str = "SET lock_timeout = '5min'";
/// What a connection may take to answer when it is given back, perhaps in the middle of something.
const RELEASE_DEADLINE: Duration = Duration::from_secs(1);
/// Whatever the server's own limits are: a whole database takes longer than a customer may.
pub(in crate::store) const NO_LIMITS: &str =
    "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0";

/// Nobody writes while a database is filled.
pub(in crate::store) const LOCK_ALL: &str =
    "LOCK TABLE orders, order_lines, order_events, idempotency_keys, pickup_numbers IN EXCLUSIVE MODE";

/// The server, by what `url` says, and its name for people.
pub(in crate::store) struct Target {
    options: PgConnectOptions,
    pub(in crate::store) name: String,
}

impl Target {
    pub(in crate::store) fn parse(url: &str) -> Result<Self, OpenError> {
        let options = PgConnectOptions::from_str(url)
            .map_err(|cause| OpenError::Connect { target: "that --database-url names".to_owned(), cause })?
            .application_name("jumun-order");
        let database = options.get_database().unwrap_or(options.get_username());
        let name = format!("{database} on {}:{}", options.get_host(), options.get_port());
        Ok(Self { options, name })
    }

    /// For what serves.
    pub(super) fn limited(&self) -> PgConnectOptions {
        self.options.clone().options(TIMEOUTS)
    }

    fn failed(&self, cause: sqlx::Error) -> OpenError {
        OpenError::Connect { target: self.name.clone(), cause }
    }

    /// As soon as the server can be reached and has the schema, which may be minutes after this was called.
    pub(super) async fn pool(&self, options: &Options) -> Result<PgPool, OpenError> {
        let passes = |error: &OpenError| options.migrate == Migrate::Never || error.passes();
        wait_for(&self.name, || self.try_pool(options), passes).await
    }

    /// The pool tests each connection before it is given out, so a server that was restarted costs no error, and
    /// replaces it after half an hour, so that the connections follow to where the server has moved.
    async fn try_pool(&self, options: &Options) -> Result<PgPool, OpenError> {
        match options.migrate {
            Migrate::Auto => migrate(self).await?,
            Migrate::Never => schema::look(self.connect().await?, &MIGRATIONS, &self.name).await?,
        }
        let pool = PgPoolOptions::new()
            .max_connections(options.connections)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .test_before_acquire(true)
            .max_lifetime(Duration::from_secs(30 * 60))
            .after_release(|conn, _| Box::pin(answers(conn)));
        pool.connect_with(self.limited()).await.map_err(|cause| self.failed(cause))
    }

    /// One connection without time limits: whoever migrates or moves a whole database takes what time it needs.
    pub(in crate::store) async fn connect(&self) -> Result<PgConnection, OpenError> {
        let connecting = tokio::time::timeout(CONNECT_DEADLINE, PgConnection::connect_with(&self.options));
        let mute = |_| Err(io::Error::from(io::ErrorKind::TimedOut).into());
        connecting.await.unwrap_or_else(mute).map_err(|cause| self.failed(cause))
    }
}

/// Without an end to this wait, connections to a server that is gone without a word would be waited for until the
/// system gives them up, some 15 minutes, and the pool would be empty for as long.
pub(super) async fn answers(conn: &mut PgConnection) -> Result<bool, sqlx::Error> {
    let ping = tokio::time::timeout(RELEASE_DEADLINE, conn.ping());
    ping.await.unwrap_or(Err(sqlx::Error::PoolTimedOut)).map(|()| true)
}

/// Brings the schema up to date. Another replica may be migrating, and that is waited for. The lock goes with the
/// connection, whatever happens.
pub(in crate::store) async fn migrate(target: &Target) -> Result<(), OpenError> {
    let mut conn = target.connect().await?;
    let failed = |cause| OpenError::Migrate { target: target.name.clone(), cause };
    conn.execute(LOCK_TIMEOUT).await.map_err(|cause| failed(cause.into()))?;
    schema::migrate(&mut conn, sqlx::migrate!("migrations/postgres")).await.map_err(failed)?;
    super::origin::adopt(&mut conn).await.map_err(|cause| failed(cause.into()))?;
    conn.close().await.map_err(|cause| target.failed(cause))
}
