//! Maintenance of the whole database by an operator: migrate, export, import, backup.

use crate::{
    Database, Engine as _, OpenError, Schema,
    archive::{ArchiveError, Summary},
    database::Place,
    postgres::{self, NO_LIMITS, Target},
    sqlite::{self, File},
};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, Postgres, Sqlite};
use std::{
    cmp::Ordering,
    io::{self, BufRead, Write},
    path::Path,
};

/// Why a maintenance command failed; the stored data is unchanged.
#[derive(Debug, thiserror::Error)]
pub enum MaintenanceError {
    /// The database cannot be opened or migrated.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A statement failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// Reading or writing a file failed.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The archive cannot be read.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The command is refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

/// Why a subcommand is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The schemas differ, so columns could be lost.
    #[error("the database is at migration {found} and this program at {newest}: {mend}")]
    Schema {
        /// The migration of the database.
        found: i64,
        /// The newest migration of the program.
        newest: i64,
        /// Instruction for the operator.
        mend: &'static str,
    },
    /// Postgres has its own tools for backups.
    #[error(
        "`backup` copies a SQLite file; of Postgres make a copy with pg_dump or with the operator's backups"
    )]
    IsPostgres,
    /// The copy is corrupt, so the original may be as well.
    #[error("the copy does not pass the integrity check: {0}")]
    Broken(String),
}

/// Checks that database and program have the same schema, which moving whole tables requires.
///
/// # Errors
/// [`Refusal::Schema`].
pub(crate) fn same_schema(found: i64, newest: i64) -> Result<(), Refusal> {
    let mend = match found.cmp(&newest) {
        Ordering::Equal => return Ok(()),
        Ordering::Less => "run its subcommand `migrate` first",
        Ordering::Greater => "use the program that migrated it",
    };
    Err(Refusal::Schema { found, newest, mend })
}

impl Database {
    /// Migrates the schema.
    ///
    /// # Errors
    /// [`MaintenanceError`].
    pub async fn migrate(&self) -> Result<(), MaintenanceError> {
        match &self.place {
            Place::Sqlite(file) => {
                let mut conn = file.make().await?;
                file.migrate(&mut conn, self.schema).await?;
                Ok(conn.close().await?)
            }
            Place::Postgres(target) => Ok(target.migrate(self.schema).await?),
        }
    }

    /// Writes a consistent snapshot of all data to `out`.
    ///
    /// # Errors
    /// [`MaintenanceError`].
    pub async fn export(&self, out: &mut dyn Write) -> Result<Summary, MaintenanceError> {
        match &self.place {
            Place::Sqlite(file) => export_sqlite(file, self.schema, out).await,
            Place::Postgres(target) => export_postgres(target, self.schema, out).await,
        }
    }

    /// Migrates the schema and imports `input` into the database, which must be empty; all or nothing.
    ///
    /// # Errors
    /// [`MaintenanceError`].
    pub async fn import(&self, input: &mut dyn BufRead) -> Result<Summary, MaintenanceError> {
        self.migrate().await?;
        match &self.place {
            Place::Sqlite(file) => import_sqlite(file, self.schema, input).await,
            Place::Postgres(target) => import_postgres(target, self.schema, input).await,
        }
    }

    /// Copies a consistent snapshot of the database into `file`, which exists and is empty.
    ///
    /// # Errors
    /// [`MaintenanceError`].
    pub async fn backup(&self, file: &Path) -> Result<(), MaintenanceError> {
        match &self.place {
            Place::Sqlite(original) => original.copy_to(file).await,
            Place::Postgres(_) => Err(Refusal::IsPostgres.into()),
        }
    }
}

async fn export_sqlite(
    file: &File,
    schema: &Schema,
    out: &mut dyn Write,
) -> Result<Summary, MaintenanceError> {
    let mut conn = file.existing().await?;
    let archive = schema.archive(&mut conn, &(schema.sqlite)()).await?;
    let mut moment = conn.begin_with(Sqlite::BEGIN_READ).await?;
    archive.export(&mut sqlite::archive_sql::Rows(&mut moment), out).await
}

async fn export_postgres(
    target: &Target,
    schema: &Schema,
    out: &mut dyn Write,
) -> Result<Summary, MaintenanceError> {
    let mut conn = target.connect().await?;
    let archive = schema.archive(&mut conn, &(schema.postgres)()).await?;
    let mut moment = conn.begin_with(Postgres::BEGIN_READ).await?;
    moment.execute(NO_LIMITS).await?;
    archive.export(&mut postgres::archive_sql::Rows(&mut moment), out).await
}

async fn import_sqlite(
    file: &File,
    schema: &Schema,
    input: &mut dyn BufRead,
) -> Result<Summary, MaintenanceError> {
    let mut conn = file.existing().await?;
    let archive = schema.archive(&mut conn, &(schema.sqlite)()).await?;
    let mut transaction = conn.begin_with(Sqlite::BEGIN_WRITE).await?;
    let moved = archive.import(&mut sqlite::archive_sql::Rows(&mut transaction), input).await?;
    transaction.commit().await?;
    conn.close().await?;
    Ok(moved)
}

async fn import_postgres(
    target: &Target,
    schema: &Schema,
    input: &mut dyn BufRead,
) -> Result<Summary, MaintenanceError> {
    let mut conn = target.connect().await?;
    let archive = schema.archive(&mut conn, &(schema.postgres)()).await?;
    let mut transaction = conn.begin_with(Postgres::BEGIN_WRITE).await?;
    transaction.execute(NO_LIMITS).await?;
    transaction.execute(AssertSqlSafe(lock_all(schema))).await?;
    let moved = archive.import(&mut postgres::archive_sql::Rows(&mut transaction), input).await?;
    if let Some(on_postgres) = schema.on_postgres {
        (on_postgres.imported)(&mut transaction).await?;
    }
    transaction.commit().await?;
    conn.close().await?;
    Ok(moved)
}

/// The statement that keeps other connections from writing during an import.
fn lock_all(schema: &Schema) -> String {
    let tables: Vec<_> = schema.tables.iter().map(|table| table.name).collect();
    format!("LOCK TABLE {} IN EXCLUSIVE MODE", tables.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::Table;
    use sqlx::migrate::Migrator;

    #[test]
    fn an_import_locks_every_table_that_travels() {
        static TABLES: [Table; 2] = [table("a"), table("b")];
        const fn table(name: &'static str) -> Table {
            Table { name, columns: &[], order: &[] }
        }
        let schema = Schema {
            name: "test",
            sqlite: || Migrator::with_migrations(Vec::new()),
            postgres: || Migrator::with_migrations(Vec::new()),
            tables: &TABLES,
            unarchived: &[],
            file: file!(),
            newest_ms: "SELECT 0",
            on_postgres: None,
        };
        assert_eq!(lock_all(&schema), "LOCK TABLE a, b IN EXCLUSIVE MODE");
    }
}
