//! SQLite: one file. WAL so that readers never wait, `synchronous=FULL` so that what is acknowledged is on disk. Nothing is
//! written beside the database's own folder: what SQLite keeps aside while it works is in memory.

#[expect(clippy::duplicate_mod, reason = "the statements are written once and compiled for each engine")]
#[path = "archive.rs"]
pub(crate) mod archive;
#[expect(clippy::duplicate_mod, reason = "the statements are written once and compiled for each engine")]
#[path = "audit_sql.rs"]
mod audit_sql;

use crate::{MaintenanceError, OpenError, Pools, Schema, error::is_not_writable, pools::Engine as _, schema};
use service_kit::{Migrate, database::wait_for, maintenance::Refusal};
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

/// Texts are compared by their bytes.
const COLLATE: &str = "";
/// Milliseconds since 1970.
const NOW_MS: &str = "CAST(strftime('%s', 'now') AS INTEGER) * 1000";
/// What gives a number may be given one.
const OVERRIDING: &str = "";

const READERS: u32 = 4;
/// How long to wait for a connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(2);
/// Another process may hold the file for as long.
const BUSY_TIMEOUT: Duration = Duration::from_secs(2);
const BUSY_RETRY: Duration = Duration::from_millis(20);
/// A savepoint's journal goes to a file once it has 64 KiB, and a large sort does: in a container whose only writable folder is
/// the database's there is no temporary folder, and the statement would fail.
const TEMPORARY: (&str, &str) = ("temp_store", "MEMORY");
/// The database holds names and PIN hashes: for its owner alone, as its log and index are after it.
const FILE_MODE: u32 = 0o600;
const FOLDER_MODE: u32 = 0o700;

/// A SQLite file, by what a URL says.
#[derive(Debug, Clone)]
pub(crate) struct File {
    url: String,
    options: SqliteConnectOptions,
}

impl File {
    pub(crate) fn parse(url: &str) -> Result<Self, OpenError> {
        let options = SqliteConnectOptions::from_str(url)
            .map_err(OpenError::InvalidUrl)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT)
            .pragma(TEMPORARY.0, TEMPORARY.1)
            // What is erased is overwritten, and not only unlinked, so that the file does not hold it either.
            .pragma("secure_delete", "ON");
        if options.get_filename().to_string_lossy().contains("sqlx-in-memory") {
            return Err(OpenError::InMemory);
        }
        Ok(Self { url: url.to_owned(), options })
    }

    fn failed(&self, cause: sqlx::Error) -> OpenError {
        match self.url.clone() {
            target if is_not_writable(&cause) => OpenError::NotWritable { target, cause },
            target => OpenError::Connect { target, cause },
        }
    }

    /// The folder and an empty file in it, each when it is missing. What is there keeps its mode.
    fn make_missing(&self) -> Result<(), OpenError> {
        let file = self.options.get_filename();
        if let Some(folder) = file.parent() {
            let made = DirBuilder::new().recursive(true).mode(FOLDER_MODE).create(folder);
            made.map_err(|cause| OpenError::Folder { folder: folder.to_owned(), cause })?;
        }
        // Why a file cannot be made is told by SQLite, which then tries it.
        let _made_or_told = OpenOptions::new().write(true).create_new(true).mode(FILE_MODE).open(file);
        Ok(())
    }

    /// The connections that serve; with [`Migrate::Never`] as soon as somebody has made file and schema.
    pub(crate) async fn open(&self, schema: &Schema, migrate: Migrate) -> Result<Pools<Db>, OpenError> {
        if migrate == Migrate::Never {
            let look = || async { schema::look(self.existing().await?, &(schema.sqlite)(), &self.url).await };
            wait_for(&self.url, look, |_| true).await?;
        }
        self.make_missing()?;
        let failed = |cause| self.failed(cause);
        let opening = patiently(|| pool(1).connect_with(self.options.clone()));
        let writers = opening.await.map_err(failed)?;
        if migrate == Migrate::Auto {
            self.migrate(&mut *writers.acquire().await.map_err(failed)?, schema).await?;
        }
        let reading = self.options.clone().pragma("query_only", "ON");
        let readers = pool(READERS).connect_with(reading).await.map_err(failed)?;
        Ok(Pools { readers, writers })
    }

    /// One connection to a file that is there.
    pub(crate) async fn existing(&self) -> Result<SqliteConnection, OpenError> {
        let options = self.options.clone().create_if_missing(false);
        options.connect().await.map_err(|cause| self.failed(cause))
    }

    /// One connection to a file that is made when it is not there.
    pub(crate) async fn make(&self) -> Result<SqliteConnection, OpenError> {
        self.make_missing()?;
        patiently(|| self.options.connect()).await.map_err(|cause| self.failed(cause))
    }

    /// Brings the schema up to date, in one write transaction, since SQLite has no lock for migrations: of two processes
    /// that start at once, the second waits and finds nothing left to do.
    pub(crate) async fn migrate(
        &self,
        conn: &mut SqliteConnection,
        schema: &Schema,
    ) -> Result<(), OpenError> {
        let migrating = async {
            let mut transaction = conn.begin_with(Db::BEGIN_WRITE).await?;
            schema::migrate(&mut *transaction, (schema.sqlite)()).await?;
            Ok(transaction.commit().await?)
        };
        migrating.await.map_err(|cause| OpenError::Migrate { target: self.url.clone(), cause })
    }

    /// Copies it into `copy`, as of one moment, while whoever uses it goes on.
    pub(crate) async fn copy_to(&self, copy: &Path) -> Result<(), MaintenanceError> {
        let mut conn = self.existing().await?;
        let path = copy.to_str().ok_or_else(|| io::Error::other("the copy's name is no UTF-8"))?;
        sqlx::query("VACUUM INTO $1").bind(path).execute(&mut conn).await?;
        conn.close().await?;
        let options =
            SqliteConnectOptions::new().filename(copy).read_only(true).pragma(TEMPORARY.0, TEMPORARY.1);
        let found: String =
            sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut options.connect().await?).await?;
        if found == "ok" { Ok(()) } else { Err(Refusal::Broken(found).into()) }
    }
}

/// Connections stay. Were all closed and opened again, the log and its index would be made anew, and on a full disk they
/// cannot be: then not even reading would go on.
fn pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .idle_timeout(None)
        .max_lifetime(None)
        .after_release(|connection, _| Box::pin(is_clean(connection)))
}

/// A full disk may end a transaction by itself; the driver does not know, cannot take it back, and would begin none
/// on this connection again. The ping waits for what the driver has still to do.
async fn is_clean(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

/// Turning a new file to WAL does not honour the busy timeout: of two processes that start at once, the second is
/// told at once that the file is locked, and tries again.
async fn patiently<T, F>(connect: impl Fn() -> F) -> Result<T, sqlx::Error>
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
