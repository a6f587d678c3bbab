//! SQLite: one file. WAL so that readers never wait, `synchronous=FULL` so that what is acknowledged is on disk.

#[expect(clippy::duplicate_mod, reason = "the SQL is written once and compiled for each database")]
#[path = "queries.rs"]
mod queries;

use super::{OpenError, Store, bounded::Bounded};
use queries::SqlStore;
use sqlx::{
    Acquire as _, Connection as _, Pool, SqliteConnection, Transaction,
    migrate::Migrator,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{path::Path, str::FromStr as _, sync::Arc, time::Duration};
use tokio::time::Instant;

type Db = sqlx::Sqlite;

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");

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

pub(super) async fn open(url: &str) -> Result<Arc<dyn Store>, OpenError> {
    let options = SqliteConnectOptions::from_str(url)
        .map_err(|error| OpenError::InvalidUrl(error.to_string()))?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT);
    let file = options.get_filename().to_owned();
    if let Some(folder) = file.parent().filter(|folder| *folder != Path::new("")) {
        std::fs::create_dir_all(folder)
            .map_err(|source| OpenError::Folder { folder: folder.to_owned(), source })?;
    }
    let failed =
        |error: sqlx::Error| OpenError::Connect { place: file.display().to_string(), why: error.to_string() };
    let pool = connect(options).await.map_err(failed)?;
    migrate(&pool).await?;
    Ok(Arc::new(Bounded(SqlStore { pool })))
}

/// Turning a new file to WAL does not honour the busy timeout: of two processes that start at once, the second is
/// told at once that the file is locked, and tries again.
async fn connect(options: SqliteConnectOptions) -> Result<Pool<Db>, sqlx::Error> {
    let deadline = Instant::now() + BUSY_TIMEOUT;
    let pool = SqlitePoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(BUSY_TIMEOUT)
        // Were all closed and opened again, the log and its index would be made anew, and on a full disk they cannot
        // be: then not even reading would go on.
        .idle_timeout(None)
        .max_lifetime(None)
        .after_release(|connection, _| Box::pin(is_clean(connection)));
    loop {
        match pool.clone().connect_with(options.clone()).await {
            Err(error) if is_busy(&error) && Instant::now() < deadline => {
                tokio::time::sleep(BUSY_RETRY).await;
            }
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
async fn migrate(pool: &Pool<Db>) -> Result<(), OpenError> {
    let mut tx = begin_write(pool).await.map_err(sqlx::migrate::MigrateError::Execute)?;
    let connection = tx.acquire().await.map_err(sqlx::migrate::MigrateError::Execute)?;
    MIGRATIONS.run_direct(None, connection, false).await?;
    tx.commit().await.map_err(sqlx::migrate::MigrateError::Execute)?;
    Ok(())
}
