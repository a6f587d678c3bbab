//! Postgres: many replicas on one database. Every wait has an end, so that a stuck database is an error soon.

#[expect(clippy::duplicate_mod, reason = "the statements are written once and compiled for each engine")]
#[path = "archive.rs"]
pub(crate) mod archive;
#[expect(clippy::duplicate_mod, reason = "the statements are written once and compiled for each engine")]
#[path = "audit_sql.rs"]
mod audit_sql;

use crate::{OpenError, Pools, Schema, schema};
use service_kit::{DatabaseArgs, Migrate, database::wait_for};
use sqlx::{
    Connection as _, Executor as _, PgConnection, PgPool, Postgres,
    migrate::MigrateError,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{io, str::FromStr as _, time::Duration};

type Db = Postgres;
type Connection = PgConnection;

/// Compares texts by their bytes, whatever the database's language.
const COLLATE: &str = "COLLATE \"C\"";
/// Milliseconds since 1970.
const NOW_MS: &str = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";
/// Gives a number to what would give one itself.
const OVERRIDING: &str = "OVERRIDING SYSTEM VALUE";

/// Whatever the server's own limits are: a whole database takes longer than a customer may.
pub(crate) const NO_LIMITS: &str =
    "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0";
/// How long a migration waits for another one, or for a table.
const LOCK_TIMEOUT: &str = "SET lock_timeout = '5min'";
/// A server that does not answer a connection attempt must not hold up a start for the system's minutes.
const CONNECT_DEADLINE: Duration = Duration::from_secs(10);
/// How long to wait for a connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(2);
/// What a connection may take to answer when it is given back, perhaps in the middle of something.
const RELEASE_DEADLINE: Duration = Duration::from_secs(1);
/// Connections follow to where the server has moved.
const MAX_LIFETIME: Duration = Duration::from_secs(30 * 60);
/// Settings of every connection that serves.
const TIMEOUTS: [(&str, &str); 3] = [
    ("statement_timeout", "5s"),
    ("lock_timeout", "1s"),
    // A replica that stops in the middle holds rows that everybody else waits for.
    ("idle_in_transaction_session_timeout", "500ms"),
];

/// The server, by what a URL says, and its name for people.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    options: PgConnectOptions,
    name: String,
}

impl Target {
    /// `application` is how the server calls the connections.
    pub(crate) fn parse(url: &str, application: &str) -> Result<Self, OpenError> {
        let options = PgConnectOptions::from_str(url).map_err(OpenError::InvalidUrl)?;
        let database = options.get_database().unwrap_or(options.get_username());
        let name = format!("{database} on {}:{}", options.get_host(), options.get_port());
        Ok(Self { options: options.application_name(application), name })
    }

    fn failed(&self, cause: sqlx::Error) -> OpenError {
        OpenError::Connect { target: self.name.clone(), cause }
    }

    /// As soon as the server can be reached and has the schema, which may be minutes after this was called.
    pub(crate) async fn open(&self, schema: &Schema, args: &DatabaseArgs) -> Result<Pools<Db>, OpenError> {
        let passes = |error: &OpenError| args.migrate == Migrate::Never || error.passes();
        let pool = wait_for(&self.name, || self.pool(schema, args), passes).await?;
        Ok(Pools { readers: pool.clone(), writers: pool })
    }

    /// The pool tests each connection before it is given out, so a server that was restarted costs no error.
    async fn pool(&self, schema: &Schema, args: &DatabaseArgs) -> Result<PgPool, OpenError> {
        match args.migrate {
            Migrate::Auto => self.migrate(schema).await?,
            Migrate::Never => {
                schema::look(self.connect().await?, &(schema.postgres)(), &self.name).await?;
            }
        }
        let pool = PgPoolOptions::new()
            .max_connections(args.database_connections)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .test_before_acquire(true)
            .max_lifetime(MAX_LIFETIME)
            .after_release(|conn, _| Box::pin(answers(conn)));
        let limited = self.options.clone().options(TIMEOUTS);
        pool.connect_with(limited).await.map_err(|cause| self.failed(cause))
    }

    /// One connection without time limits: whoever migrates or moves a whole database takes what time it needs.
    pub(crate) async fn connect(&self) -> Result<PgConnection, OpenError> {
        let connecting = tokio::time::timeout(CONNECT_DEADLINE, PgConnection::connect_with(&self.options));
        let mute = |_| Err(io::Error::from(io::ErrorKind::TimedOut).into());
        connecting.await.unwrap_or_else(mute).map_err(|cause| self.failed(cause))
    }

    /// Brings the schema up to date. Another replica may be migrating, and that is waited for. The lock goes with the
    /// connection, whatever happens.
    pub(crate) async fn migrate(&self, schema: &Schema) -> Result<(), OpenError> {
        let mut conn = self.connect().await?;
        let failed = |cause| OpenError::Migrate { target: self.name.clone(), cause };
        migrate(&mut conn, schema).await.map_err(failed)?;
        conn.close().await.map_err(|cause| self.failed(cause))
    }
}

async fn migrate(conn: &mut PgConnection, schema: &Schema) -> Result<(), MigrateError> {
    conn.execute(LOCK_TIMEOUT).await?;
    schema::migrate(conn, (schema.postgres)()).await?;
    if let Some(on_postgres) = schema.on_postgres {
        (on_postgres.migrated)(conn).await?;
    }
    Ok(())
}

/// Without an end to this wait, connections to a server that is gone without a word would be waited for until the
/// system gives them up, some 15 minutes, and the pool would be empty for as long.
async fn answers(conn: &mut PgConnection) -> Result<bool, sqlx::Error> {
    let ping = tokio::time::timeout(RELEASE_DEADLINE, conn.ping());
    ping.await.unwrap_or(Err(sqlx::Error::PoolTimedOut)).map(|()| true)
}
