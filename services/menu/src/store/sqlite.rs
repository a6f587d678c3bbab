//! SQLite: one file. WAL so that readers never wait, `synchronous=FULL` so that what is acknowledged is on disk.

#[expect(clippy::duplicate_mod, reason = "the SQL is written once and compiled for each database")]
#[path = "archive.rs"]
pub(super) mod archive;
#[expect(clippy::duplicate_mod, reason = "the SQL is written once and compiled for each database")]
#[path = "queries.rs"]
mod queries;

use super::{MaintenanceError, OpenError, Options, Store, bounded::Bounded, schema};
use queries::SqlStore;
use service_kit::{Migrate, database::wait_for, maintenance::Refusal};
use sqlx::{
    ConnectOptions as _, Connection as _, Pool, SqliteConnection, Transaction,
    migrate::Migrator,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{
    io,
    path::{Path, PathBuf},
    str::FromStr as _,
    sync::Arc,
    time::Duration,
};
use tokio::time::{Instant, sleep};

type Db = sqlx::Sqlite;

pub(super) static MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");

/// Texts are compared by their bytes.
const COLLATE: &str = "";
/// No column gives a number by itself.
const OVERRIDING: &str = "";
const CONNECTIONS: u32 = 4;
/// How long a writer waits for the one before it, in this process or another.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
const BUSY_RETRY: Duration = Duration::from_millis(20);

/// A deferred transaction that later writes fails at once when another wrote meanwhile; this one waits its turn first.
async fn begin_write(pool: &Pool<Db>) -> Result<Transaction<'static, Db>, sqlx::Error> {
    pool.begin_with("BEGIN IMMEDIATE").await
}

/// All reads see the moment of the first.
async fn begin_read(pool: &Pool<Db>) -> Result<Transaction<'static, Db>, sqlx::Error> {
    pool.begin_with("BEGIN DEFERRED").await
}

/// A SQLite file, by what a URL says.
pub(super) struct File {
    path: PathBuf,
    options: SqliteConnectOptions,
}

impl File {
    pub(super) fn parse(url: &str) -> Result<Self, OpenError> {
        let options = SqliteConnectOptions::from_str(url)
            .map_err(|error| OpenError::InvalidUrl(error.to_string()))?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT);
        Ok(Self { path: options.get_filename().to_owned(), options })
    }

    fn place(&self) -> String {
        self.path.display().to_string()
    }

    fn failed(&self, cause: sqlx::Error) -> OpenError {
        OpenError::Connect { place: self.place(), cause }
    }

    fn make_folder(&self) -> Result<(), OpenError> {
        let Some(folder) = self.path.parent().filter(|folder| *folder != Path::new("")) else {
            return Ok(());
        };
        std::fs::create_dir_all(folder)
            .map_err(|source| OpenError::Folder { folder: folder.to_owned(), source })
    }

    /// One connection to a file that is there.
    pub(super) async fn existing(&self) -> Result<SqliteConnection, OpenError> {
        let options = self.options.clone().create_if_missing(false);
        options.connect().await.map_err(|cause| self.failed(cause))
    }

    /// One connection to a file that is made when it is not there.
    pub(super) async fn make(&self) -> Result<SqliteConnection, OpenError> {
        self.make_folder()?;
        patiently(|| self.options.connect()).await.map_err(|cause| self.failed(cause))
    }

    /// Copies it into `copy`, as of one moment, while whoever uses it goes on.
    pub(super) async fn copy_to(&self, copy: &Path) -> Result<(), MaintenanceError> {
        let mut conn = self.existing().await?;
        let path = copy.to_str().ok_or_else(|| io::Error::other("the copy's name is no UTF-8"))?;
        sqlx::query("VACUUM INTO $1").bind(path).execute(&mut conn).await?;
        conn.close().await?;
        let options = SqliteConnectOptions::new().filename(copy).read_only(true);
        let found: String =
            sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut options.connect().await?).await?;
        if found == "ok" { Ok(()) } else { Err(Refusal::Broken(found).into()) }
    }
}

pub(super) async fn open(url: &str, options: &Options) -> Result<Arc<dyn Store>, OpenError> {
    let file = File::parse(url)?;
    if options.migrate == Migrate::Never {
        let place = file.place();
        let look = || async { schema::look(file.existing().await?, &MIGRATIONS, &place).await };
        wait_for(&place, look, |_| true).await?;
    }
    file.make_folder()?;
    let failed = |cause| file.failed(cause);
    let pool = connect(file.options.clone()).await.map_err(failed)?;
    if options.migrate == Migrate::Auto {
        migrate(&mut *pool.acquire().await.map_err(failed)?).await?;
    }
    Ok(Arc::new(Bounded(SqlStore { pool })))
}

async fn connect(options: SqliteConnectOptions) -> Result<Pool<Db>, sqlx::Error> {
    let pool = SqlitePoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(BUSY_TIMEOUT)
        // Were all closed and opened again, the log and its index would be made anew, and on a full disk they cannot
        // be: then not even reading would go on.
        .idle_timeout(None)
        .max_lifetime(None)
        .after_release(|connection, _| Box::pin(is_clean(connection)));
    patiently(|| pool.clone().connect_with(options.clone())).await
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

/// A full disk may end a transaction by itself; the driver does not know, cannot take it back, and would begin none
/// on this connection again. The ping waits for what the driver has still to do.
async fn is_clean(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

/// SQLITE_BUSY and its extended codes share their low byte.
fn is_busy(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code()?.parse::<u32>().ok());
    code.is_some_and(|code| code & 0xff == 5)
}

/// In one write transaction, since SQLite has no lock for migrations: of two processes that start at once, the second
/// waits and finds nothing left to do.
pub(super) async fn migrate(conn: &mut SqliteConnection) -> Result<(), OpenError> {
    let failed = sqlx::migrate::MigrateError::Execute;
    let mut transaction = conn.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
    schema::migrate(&mut *transaction, sqlx::migrate!("migrations/sqlite")).await?;
    transaction.commit().await.map_err(failed)?;
    Ok(())
}
