//! SQLite: one file. WAL mode keeps readers from waiting, and `synchronous=FULL` puts acknowledged
//! data on disk. Nothing is written outside of the database's folder: SQLite's temporary data stays
//! in memory.
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
    ConnectionPools, DatabaseSchema, MaintenanceError, MaintenanceRefusal, MigrateMode, OpenError,
    error::is_not_writable, pools::SqlDialect as _, schema, wait::wait_for,
};
use sqlx::{
    ConnectOptions as _, Connection as _, Sqlite, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{
    fs::{DirBuilder, OpenOptions},
    io,
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::Path,
    str::FromStr as _,
    time::Duration,
};
use tokio::time::{Instant, sleep};

type Db = Sqlite;
type Connection = SqliteConnection;

/// Empty, since SQLite compares texts by bytes.
const COLLATE: &str = "";
/// The database's current time, in milliseconds since 1970.
const NOW_MS: &str = "CAST(strftime('%s', 'now') AS INTEGER) * 1000";
/// Empty, since SQLite accepts explicit values for generated ids.
const OVERRIDING: &str = "";

const READERS: u32 = 4;
/// How long to wait for a connection from the pool.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(2);
/// How long to wait while another process locks the file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(2);
const BUSY_RETRY: Duration = Duration::from_millis(20);
/// A savepoint's journal beyond 64 KiB and a large sort go to a temporary file. In a container
/// whose only writable folder is the database's, there is no temporary folder, and the statement
/// would fail.
const TEMPORARY: (&str, &str) = ("temp_store", "MEMORY");
/// Only the owner can read the database, since it holds names and PIN hashes. The WAL and its index
/// inherit the mode.
const FILE_MODE: u32 = 0o600;
const FOLDER_MODE: u32 = 0o700;

/// A SQLite file from a URL.
#[derive(Debug, Clone)]
pub(crate) struct SqliteFile {
    url: String,
    options: SqliteConnectOptions,
}

impl SqliteFile {
    pub(crate) fn parse(url: &str) -> Result<Self, OpenError> {
        let options = SqliteConnectOptions::from_str(url)
            .map_err(OpenError::InvalidUrl)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT)
            .pragma(TEMPORARY.0, TEMPORARY.1)
            // Overwrites deleted data instead of only unlinking it, so that the file does not
            // contain it any more.
            .pragma("secure_delete", "ON");
        if options.get_filename().to_string_lossy().contains("sqlx-in-memory") {
            return Err(OpenError::InMemory);
        }
        Ok(Self { url: url.to_owned(), options })
    }

    fn open_error(&self, cause: sqlx::Error) -> OpenError {
        match self.url.clone() {
            target if is_not_writable(&cause) => OpenError::NotWritable { target, cause },
            target => OpenError::Connect { target, cause },
        }
    }

    /// Creates the folder and an empty file if they are missing; existing ones keep their mode.
    fn create_missing(&self) -> Result<(), OpenError> {
        let file = self.options.get_filename();
        if let Some(folder) = file.parent() {
            let made = DirBuilder::new().recursive(true).mode(FOLDER_MODE).create(folder);
            made.map_err(|cause| OpenError::Folder { folder: folder.to_owned(), cause })?;
        }
        // An error is ignored here: SQLite then tries to create the file and reports the reason.
        let _made_or_told =
            OpenOptions::new().write(true).create_new(true).mode(FILE_MODE).open(file);
        Ok(())
    }

    /// Opens the pools; with [`Migrate::Never`], once file and schema have been created by another
    /// process.
    pub(crate) async fn open(
        &self,
        schema: &DatabaseSchema,
        migrate: MigrateMode,
    ) -> Result<ConnectionPools<Db>, OpenError> {
        if migrate == MigrateMode::Never {
            let look = || async {
                schema::check_migrated(self.open_existing().await?, &(schema.sqlite)(), &self.url)
                    .await
            };
            wait_for(&self.url, look, |_| true).await?;
        }
        self.create_missing()?;
        let failed = |cause| self.open_error(cause);
        let opening = retry_while_busy(|| pool_options(1).connect_with(self.options.clone()));
        let writers = opening.await.map_err(failed)?;
        if migrate == MigrateMode::Auto {
            self.migrate_schema(&mut *writers.acquire().await.map_err(failed)?, schema).await?;
        }
        let reading = self.options.clone().pragma("query_only", "ON");
        let readers = pool_options(READERS).connect_with(reading).await.map_err(failed)?;
        Ok(ConnectionPools { readers, writers })
    }

    /// Opens one connection to an existing file.
    pub(crate) async fn open_existing(&self) -> Result<SqliteConnection, OpenError> {
        let options = self.options.clone().create_if_missing(false);
        options.connect().await.map_err(|cause| self.open_error(cause))
    }

    /// Opens one connection; creates the file if it is missing.
    pub(crate) async fn open_or_create(&self) -> Result<SqliteConnection, OpenError> {
        self.create_missing()?;
        retry_while_busy(|| self.options.connect()).await.map_err(|cause| self.open_error(cause))
    }

    /// Migrates the schema in one write transaction, since SQLite has no lock for migrations. Of
    /// two processes that start at once, the second one waits and finds nothing left to do.
    pub(crate) async fn migrate_schema(
        &self,
        conn: &mut SqliteConnection,
        schema: &DatabaseSchema,
    ) -> Result<(), OpenError> {
        let migrating = async {
            let mut transaction = conn.begin_with(Db::BEGIN_WRITE).await?;
            schema::run_migrations(&mut *transaction, (schema.sqlite)()).await?;
            Ok(transaction.commit().await?)
        };
        migrating.await.map_err(|cause| OpenError::Migrate { target: self.url.clone(), cause })
    }

    /// Copies a consistent snapshot into `copy` while the database stays in use, and checks the
    /// copy's integrity.
    pub(crate) async fn copy_to(&self, copy: &Path) -> Result<(), MaintenanceError> {
        let mut conn = self.open_existing().await?;
        let path = copy.to_str().ok_or_else(|| io::Error::other("the copy's name is no UTF-8"))?;
        sqlx::query("VACUUM INTO $1").bind(path).execute(&mut conn).await?;
        conn.close().await?;
        let options = SqliteConnectOptions::new()
            .filename(copy)
            .read_only(true)
            .pragma(TEMPORARY.0, TEMPORARY.1);
        let found: String = sqlx::query_scalar("PRAGMA integrity_check")
            .fetch_one(&mut options.connect().await?)
            .await?;
        if found == "ok" { Ok(()) } else { Err(MaintenanceRefusal::Broken(found).into()) }
    }
}

/// A pool that never closes its connections. If all were closed and reopened, SQLite would have to
/// recreate the WAL and its index, which fails on a full disk: then even reads would stop.
fn pool_options(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .idle_timeout(None)
        .max_lifetime(None)
        .after_release(|connection, _| Box::pin(is_clean(connection)))
}

/// Whether a returned connection can be reused. A full disk may end a transaction in SQLite without
/// the driver's knowledge; the driver can then neither roll it back nor begin another one. The ping
/// waits for the driver's pending work.
async fn is_clean(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

/// Retries `connect` while the file is locked. Switching a new file to WAL mode does not honour the
/// busy timeout: of two processes that start at once, the second one fails immediately because of
/// the lock.
async fn retry_while_busy<T, F>(connect: impl Fn() -> F) -> Result<T, sqlx::Error>
where
    F: Future<Output = Result<T, sqlx::Error>>,
{
    let deadline = Instant::now() + BUSY_TIMEOUT;
    loop {
        match connect().await {
            Err(error) if is_busy(&error) && Instant::now() < deadline => sleep(BUSY_RETRY).await,
            outcome => return outcome,
        }
    }
}

/// SQLITE_BUSY and its extended codes share their low byte.
fn is_busy(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code()?.parse::<u32>().ok());
    code.is_some_and(|code| code & 0xff == 5)
}
