//! What an operator does with the whole database: migrate, export, import, backup.

use super::{
    OpenError,
    postgres::{self, connect::Target},
    schema,
    sqlite::{self, file::File},
};
use service_kit::{
    Maintained,
    archive::{ArchiveError, Summary},
};
use sqlx::{Connection as _, Executor as _, migrate::Migrate};
use std::{
    io::{self, BufRead, Write},
    path::Path,
};

/// Why it was not done; the database is as it was before.
#[derive(Debug, thiserror::Error)]
pub enum MaintenanceError {
    /// It cannot be opened or migrated.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The engine said no on the way.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// Reading or writing a file failed.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The archive cannot be read.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// Two cafés are not mixed.
    #[error("the database is not empty: the table {0} has rows")]
    NotEmpty(&'static str),
    /// The rows came out of the database other than they went in.
    #[error("nothing was imported: the database would hold {found}, and the file says {said}")]
    Differs {
        /// What the database would hold.
        found: Summary,
        /// What the file says.
        said: Summary,
    },
    /// Columns that this program does not know would be lost.
    #[error("the database is at migration {found} and this program at {newest}: {mend}")]
    Schema {
        /// The database's.
        found: i64,
        /// The program's.
        newest: i64,
        /// What to do.
        mend: &'static str,
    },
    /// It has a tool of its own for this.
    #[error("`backup` copies a SQLite file; of Postgres make a copy with pg_dump or the operator's backups")]
    IsPostgres,
    /// What was copied is broken, so the original may be.
    #[error("the copy does not pass the integrity check: {0}")]
    Broken(String),
}

/// The database that a URL names, `sqlite:…` or `postgres://…`.
#[derive(Debug, Clone)]
pub struct Database(Engine);

#[derive(Debug, Clone)]
enum Engine {
    Sqlite(String),
    Postgres(String),
}

impl Database {
    /// Opens nothing yet.
    ///
    /// # Errors
    /// [`OpenError::Scheme`].
    pub fn at(url: &str) -> Result<Self, OpenError> {
        match url.split_once(':') {
            Some(("sqlite", _)) => Ok(Self(Engine::Sqlite(url.to_owned()))),
            Some(("postgres" | "postgresql", _)) => Ok(Self(Engine::Postgres(url.to_owned()))),
            _ => Err(OpenError::Scheme),
        }
    }
}

impl Maintained for Database {
    type Error = MaintenanceError;

    async fn migrate(&self) -> Result<(), MaintenanceError> {
        match &self.0 {
            Engine::Sqlite(url) => {
                let mut conn = File::parse(url)?.make().await?;
                sqlite::file::migrate(&mut conn, url).await?;
                Ok(conn.close().await?)
            }
            Engine::Postgres(url) => Ok(postgres::connect::migrate(&Target::parse(url)?).await?),
        }
    }

    async fn export(&self, out: &mut dyn Write) -> Result<Summary, MaintenanceError> {
        match &self.0 {
            Engine::Sqlite(url) => {
                let mut conn = File::parse(url)?.existing().await?;
                let newest = same_schema(&mut conn, &sqlite::file::MIGRATIONS).await?;
                let mut moment = conn.begin().await?;
                sqlite::queries::export(&mut moment, out, newest).await
            }
            Engine::Postgres(url) => {
                let mut conn = Target::parse(url)?.connect().await?;
                let newest = same_schema(&mut conn, &postgres::connect::MIGRATIONS).await?;
                let mut moment = conn.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
                postgres::queries::export(&mut moment, out, newest).await
            }
        }
    }

    async fn import(&self, input: &mut dyn BufRead) -> Result<Summary, MaintenanceError> {
        self.migrate().await?;
        match &self.0 {
            Engine::Sqlite(url) => {
                let mut conn = File::parse(url)?.existing().await?;
                let newest = same_schema(&mut conn, &sqlite::file::MIGRATIONS).await?;
                let mut transaction = conn.begin_with("BEGIN IMMEDIATE").await?;
                let moved = sqlite::queries::import(&mut transaction, input, newest).await?;
                transaction.commit().await?;
                conn.close().await?;
                Ok(moved)
            }
            Engine::Postgres(url) => {
                let mut conn = Target::parse(url)?.connect().await?;
                let newest = same_schema(&mut conn, &postgres::connect::MIGRATIONS).await?;
                let mut transaction = conn.begin().await?;
                transaction.execute(postgres::connect::LOCK_ALL).await?;
                let moved = postgres::queries::import(&mut transaction, input, newest).await?;
                postgres::origin::after_import(&mut transaction).await?;
                transaction.commit().await?;
                conn.close().await?;
                Ok(moved)
            }
        }
    }

    async fn backup(&self, file: &Path) -> Result<(), MaintenanceError> {
        match &self.0 {
            Engine::Sqlite(url) => File::parse(url)?.copy_to(file).await,
            Engine::Postgres(_) => Err(MaintenanceError::IsPostgres),
        }
    }
}

/// The schema's version when the database and this program have the same.
async fn same_schema<C: Migrate>(
    conn: &mut C,
    migrations: &sqlx::migrate::Migrator,
) -> Result<i64, MaintenanceError> {
    let (found, newest) = (schema::applied(conn).await, schema::newest(migrations));
    let mend = match found.cmp(&newest) {
        std::cmp::Ordering::Equal => return Ok(newest),
        std::cmp::Ordering::Less => "run its subcommand `migrate` first",
        std::cmp::Ordering::Greater => "use the program that migrated it",
    };
    Err(MaintenanceError::Schema { found, newest, mend })
}
