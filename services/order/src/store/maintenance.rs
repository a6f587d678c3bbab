//! What an operator does with the whole database: migrate, export, import, backup.

use super::{
    OpenError,
    postgres::{self, connect::Target},
    schema,
    sqlite::{self, file::File},
    tables,
};
use service_kit::{
    Maintained,
    archive::{Archive, ArchiveError, Summary},
    maintenance::{Refusal, same_schema},
};
use sqlx::{
    Connection as _, Executor as _,
    migrate::{Migrate, Migrator},
};
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
    /// It is not done like this.
    #[error(transparent)]
    Refused(#[from] Refusal),
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
                let archive = archive(&mut conn, &sqlite::file::MIGRATIONS).await?;
                let mut moment = conn.begin().await?;
                archive.export(&mut sqlite::queries::Rows(&mut moment), out).await
            }
            Engine::Postgres(url) => {
                let mut conn = Target::parse(url)?.connect().await?;
                let archive = archive(&mut conn, &postgres::connect::MIGRATIONS).await?;
                let mut moment = conn.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
                moment.execute(postgres::connect::NO_LIMITS).await?;
                archive.export(&mut postgres::queries::Rows(&mut moment), out).await
            }
        }
    }

    async fn import(&self, input: &mut dyn BufRead) -> Result<Summary, MaintenanceError> {
        self.migrate().await?;
        match &self.0 {
            Engine::Sqlite(url) => {
                let mut conn = File::parse(url)?.existing().await?;
                let archive = archive(&mut conn, &sqlite::file::MIGRATIONS).await?;
                let mut transaction = conn.begin_with("BEGIN IMMEDIATE").await?;
                let moved = archive.import(&mut sqlite::queries::Rows(&mut transaction), input).await?;
                transaction.commit().await?;
                conn.close().await?;
                Ok(moved)
            }
            Engine::Postgres(url) => {
                let mut conn = Target::parse(url)?.connect().await?;
                let archive = archive(&mut conn, &postgres::connect::MIGRATIONS).await?;
                let mut transaction = conn.begin().await?;
                transaction.execute(postgres::connect::NO_LIMITS).await?;
                transaction.execute(postgres::connect::LOCK_ALL).await?;
                let moved = archive.import(&mut postgres::queries::Rows(&mut transaction), input).await?;
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
            Engine::Postgres(_) => Err(Refusal::IsPostgres.into()),
        }
    }
}

/// What can be moved: everything, when the database and this program have the same schema.
async fn archive<C: Migrate>(conn: &mut C, migrations: &Migrator) -> Result<Archive, MaintenanceError> {
    let newest = schema::newest(migrations);
    same_schema(schema::applied(conn).await, newest)?;
    Ok(tables::archive(newest))
}
