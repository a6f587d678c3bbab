//! The file, and connections to it.

use crate::store::{MaintenanceError, OpenError, error::is_not_writable, schema};
use service_kit::maintenance::Refusal;
use sqlx::{
    ConnectOptions as _, Connection as _, SqliteConnection,
    migrate::Migrator,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use std::{io, path::Path, str::FromStr as _, time::Duration};
use tokio::time::{Instant, sleep};

pub(in crate::store) static MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");

/// Another process may hold the file for as long.
const BUSY_TIMEOUT: Duration = Duration::from_secs(2);
const BUSY_RETRY: Duration = Duration::from_millis(20);

/// A SQLite file, by what `--database-url` says.
pub(in crate::store) struct File {
    url: String,
    pub(super) options: SqliteConnectOptions,
}

impl File {
    pub(in crate::store) fn parse(url: &str) -> Result<Self, OpenError> {
        let options = SqliteConnectOptions::from_str(url)
            .map_err(|cause| OpenError::Connect { target: url.to_owned(), cause })?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT);
        if options.get_filename().to_string_lossy().contains("sqlx-in-memory") {
            return Err(OpenError::InMemory);
        }
        Ok(Self { url: url.to_owned(), options })
    }

    pub(super) fn failed(&self, cause: sqlx::Error) -> OpenError {
        match self.url.clone() {
            target if is_not_writable(&cause) => OpenError::NotWritable { target, cause },
            target => OpenError::Connect { target, cause },
        }
    }

    pub(in crate::store) fn make_folder(&self) -> Result<(), OpenError> {
        let Some(folder) = self.options.get_filename().parent() else { return Ok(()) };
        std::fs::create_dir_all(folder)
            .map_err(|cause| OpenError::Folder { folder: folder.to_owned(), cause })
    }

    /// One connection to a file that is there.
    pub(in crate::store) async fn existing(&self) -> Result<SqliteConnection, OpenError> {
        let options = self.options.clone().create_if_missing(false);
        options.connect().await.map_err(|cause| self.failed(cause))
    }

    /// Copies it into `copy`, as of one moment, while whoever uses it goes on.
    pub(in crate::store) async fn copy_to(&self, copy: &Path) -> Result<(), MaintenanceError> {
        let mut conn = self.existing().await?;
        let path = copy.to_str().ok_or_else(|| io::Error::other("the copy's name is no UTF-8"))?;
        sqlx::query("VACUUM INTO $1").bind(path).execute(&mut conn).await?;
        conn.close().await?;
        let options = SqliteConnectOptions::new().filename(copy).read_only(true);
        let found: String =
            sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut options.connect().await?).await?;
        if found == "ok" { Ok(()) } else { Err(Refusal::Broken(found).into()) }
    }

    /// One connection to a file that is made when it is not there.
    pub(in crate::store) async fn make(&self) -> Result<SqliteConnection, OpenError> {
        self.make_folder()?;
        patiently(|| self.options.connect()).await.map_err(|cause| self.failed(cause))
    }
}

/// Turning a new file to WAL does not honour the busy timeout: of two processes that start at once, the second is
/// told at once that the file is locked, and tries again.
pub(super) async fn patiently<T, F>(connect: impl Fn() -> F) -> Result<T, sqlx::Error>
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

/// Brings the schema up to date, in one write transaction, since SQLite has no lock for migrations: of two processes
/// that start at once, the second waits and finds nothing left to do.
pub(in crate::store) async fn migrate(conn: &mut SqliteConnection, url: &str) -> Result<(), OpenError> {
    let failed = |cause| OpenError::Migrate { target: url.to_owned(), cause };
    let mut transaction = conn.begin_with("BEGIN IMMEDIATE").await.map_err(|cause| failed(cause.into()))?;
    schema::migrate(&mut *transaction, sqlx::migrate!("migrations/sqlite")).await.map_err(failed)?;
    transaction.commit().await.map_err(|cause| failed(cause.into()))
}
