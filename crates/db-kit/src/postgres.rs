//! Postgres: many replicas on one database. Every wait has a timeout, so that a stuck database soon
//! becomes an error.
//!
//! Each engine compiles its own copy of the modules with `#[path]`, which use the aliases and
//! constants of this module: `Db`, `Connection`, `COLLATE`, `NOW_MS`, `OVERRIDING`.

#[expect(
    clippy::duplicate_mod,
    reason = "the statements are written once and compiled for each engine"
)]
#[path = "archive_sql.rs"]
pub(crate) mod archive_sql;
#[expect(
    clippy::duplicate_mod,
    reason = "the statements are written once and compiled for each engine"
)]
#[path = "audit_sql.rs"]
mod audit_sql;

use crate::{
    ConnectionPools, DatabaseArgs, DatabaseSchema, MigrateMode, OpenError, schema, wait::wait_for,
};
use sqlx::{
    Connection as _, Executor as _, PgConnection, PgPool, Postgres,
    migrate::MigrateError,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{io, str::FromStr as _, time::Duration};

type Db = Postgres;
type Connection = PgConnection;

/// Compares texts by bytes, independent of the database's locale.
const COLLATE: &str = "COLLATE \"C\"";
/// The database's current time, in milliseconds since 1970.
const NOW_MS: &str = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";
/// Inserts explicit values into identity columns.
const OVERRIDING: &str = "OVERRIDING SYSTEM VALUE";

/// Lifts the server's timeouts: moving a whole database takes longer than a customer's request.
pub(crate) const NO_LIMITS: &str =
    "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0";
/// How long a migration waits for another one or for a table lock.
const LOCK_TIMEOUT: &str = "SET lock_timeout = '5min'";
/// Timeout of a connection attempt; the system's own timeout would delay a start by minutes.
const CONNECT_DEADLINE: Duration = Duration::from_secs(10);
/// How long to wait for a connection from the pool.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(2);
/// How long a connection may take to answer when it is returned to the pool, perhaps in the middle
/// of a statement.
const RELEASE_DEADLINE: Duration = Duration::from_secs(1);
/// Maximum age of a connection, so that connections follow a server that has moved.
const MAX_LIFETIME: Duration = Duration::from_secs(30 * 60);
/// Timeouts of every pooled connection.
const TIMEOUTS: [(&str, &str); 3] = [
    ("statement_timeout", "5s"),
    ("lock_timeout", "1s"),
    // A replica that stops in the middle of a transaction holds row locks that all others wait
    // for.
    ("idle_in_transaction_session_timeout", "500ms"),
];

/// A Postgres server from a URL, with a display name without the password.
#[derive(Debug, Clone)]
pub(crate) struct PostgresServer {
    options: PgConnectOptions,
    name: String,
}

impl PostgresServer {
    /// Parses the URL. `application` is the name of the connections on the server.
    pub(crate) fn parse(url: &str, application: &str) -> Result<Self, OpenError> {
        let options = PgConnectOptions::from_str(url).map_err(OpenError::InvalidUrl)?;
        let database = options.get_database().unwrap_or(options.get_username());
        let name = format!("{database} on {}:{}", options.get_host(), options.get_port());
        Ok(Self { options: options.application_name(application), name })
    }

    fn open_error(&self, cause: sqlx::Error) -> OpenError {
        OpenError::Connect { target: self.name.clone(), cause }
    }

    /// Opens the pools once the server is reachable and has the schema, which may take minutes.
    pub(crate) async fn open(
        &self,
        schema: &DatabaseSchema,
        args: &DatabaseArgs,
    ) -> Result<ConnectionPools<Db>, OpenError> {
        let passes = |error: &OpenError| args.migrate == MigrateMode::Never || error.is_transient();
        let pool = wait_for(&self.name, || self.open_pool(schema, args), passes).await?;
        Ok(ConnectionPools { readers: pool.clone(), writers: pool })
    }

    /// Opens the pool. It tests each connection before use, so a restart of the server causes no
    /// error.
    async fn open_pool(
        &self,
        schema: &DatabaseSchema,
        args: &DatabaseArgs,
    ) -> Result<PgPool, OpenError> {
        match args.migrate {
            MigrateMode::Auto => self.migrate_schema(schema).await?,
            MigrateMode::Never => {
                schema::check_migrated(
                    self.open_connection().await?,
                    &(schema.postgres)(),
                    &self.name,
                )
                .await?;
            }
        }
        let pool = PgPoolOptions::new()
            .max_connections(args.database_connections)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .test_before_acquire(true)
            .max_lifetime(MAX_LIFETIME)
            .after_release(|conn, _| Box::pin(is_responsive(conn)));
        let limited = self.options.clone().options(TIMEOUTS);
        pool.connect_with(limited).await.map_err(|cause| self.open_error(cause))
    }

    /// Opens one connection without timeouts, for migrating or moving a whole database.
    pub(crate) async fn open_connection(&self) -> Result<PgConnection, OpenError> {
        let connecting =
            tokio::time::timeout(CONNECT_DEADLINE, PgConnection::connect_with(&self.options));
        let mute = |_| Err(io::Error::from(io::ErrorKind::TimedOut).into());
        connecting.await.unwrap_or_else(mute).map_err(|cause| self.open_error(cause))
    }

    /// Migrates the schema. If another replica is migrating, this waits for it. The lock ends with
    /// the connection in any case.
    pub(crate) async fn migrate_schema(&self, schema: &DatabaseSchema) -> Result<(), OpenError> {
        let mut conn = self.open_connection().await?;
        let failed = |cause| OpenError::Migrate { target: self.name.clone(), cause };
        run_migrations(&mut conn, schema).await.map_err(failed)?;
        conn.close().await.map_err(|cause| self.open_error(cause))
    }
}

async fn run_migrations(
    conn: &mut PgConnection,
    schema: &DatabaseSchema,
) -> Result<(), MigrateError> {
    conn.execute(LOCK_TIMEOUT).await?;
    schema::run_migrations(conn, (schema.postgres)()).await?;
    if let Some(on_postgres) = schema.on_postgres {
        (on_postgres.migrated)(conn).await?;
    }
    Ok(())
}

/// Pings a connection with a deadline. Otherwise connections to a server that vanished silently
/// would be waited for until the system gives up, some 15 minutes, and the pool would be empty for
/// that time.
async fn is_responsive(conn: &mut PgConnection) -> Result<bool, sqlx::Error> {
    let ping = tokio::time::timeout(RELEASE_DEADLINE, conn.ping());
    ping.await.unwrap_or(Err(sqlx::Error::PoolTimedOut)).map(|()| true)
}
