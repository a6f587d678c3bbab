//! Maintenance of the whole database by an operator: migrate, export, import, backup.

use crate::{
    DatabaseSchema, OpenError, ServiceDatabase, SqlDialect as _,
    archive::{ArchiveError, ArchiveSummary},
    database::DatabaseLocation,
    postgres::{self, NO_LIMITS, PostgresServer},
    sqlite::{self, SqliteFile},
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
    Refused(#[from] MaintenanceRefusal),
}

/// Why a subcommand is refused.
#[derive(Debug, thiserror::Error)]
pub enum MaintenanceRefusal {
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
/// [`MaintenanceRefusal::Schema`].
pub(crate) fn check_same_schema(found: i64, newest: i64) -> Result<(), MaintenanceRefusal> {
    let mend = match found.cmp(&newest) {
        Ordering::Equal => return Ok(()),
        Ordering::Less => "run its subcommand `migrate` first",
        Ordering::Greater => "use the program that migrated it",
    };
    Err(MaintenanceRefusal::Schema { found, newest, mend })
}

impl ServiceDatabase {
    /// Migrates the schema.
    ///
    /// # Errors
    /// [`MaintenanceError`].
    pub async fn migrate_schema(&self) -> Result<(), MaintenanceError> {
        match &self.place {
            DatabaseLocation::Sqlite(file) => {
                let mut conn = file.open_or_create().await?;
                file.migrate_schema(&mut conn, self.schema).await?;
                Ok(conn.close().await?)
            }
            DatabaseLocation::Postgres(target) => Ok(target.migrate_schema(self.schema).await?),
        }
    }

    /// Writes a consistent snapshot of all data to `out`.
    ///
    /// # Errors
    /// [`MaintenanceError`].
    pub async fn export_archive(
        &self,
        out: &mut dyn Write,
    ) -> Result<ArchiveSummary, MaintenanceError> {
        match &self.place {
            DatabaseLocation::Sqlite(file) => export_sqlite(file, self.schema, out).await,
            DatabaseLocation::Postgres(target) => export_postgres(target, self.schema, out).await,
        }
    }

    /// Migrates the schema and imports `input` into the database, which must be empty; all or
    /// nothing.
    ///
    /// # Errors
    /// [`MaintenanceError`].
    pub async fn import_archive(
        &self,
        input: &mut dyn BufRead,
    ) -> Result<ArchiveSummary, MaintenanceError> {
        self.migrate_schema().await?;
        match &self.place {
            DatabaseLocation::Sqlite(file) => import_sqlite(file, self.schema, input).await,
            DatabaseLocation::Postgres(target) => import_postgres(target, self.schema, input).await,
        }
    }

    /// Copies a consistent snapshot of the database into `file`, which exists and is empty.
    ///
    /// # Errors
    /// [`MaintenanceError`].
    pub async fn back_up_to(&self, file: &Path) -> Result<(), MaintenanceError> {
        match &self.place {
            DatabaseLocation::Sqlite(original) => original.copy_to(file).await,
            DatabaseLocation::Postgres(_) => Err(MaintenanceRefusal::IsPostgres.into()),
        }
    }
}

async fn export_sqlite(
    file: &SqliteFile,
    schema: &DatabaseSchema,
    out: &mut dyn Write,
) -> Result<ArchiveSummary, MaintenanceError> {
    let mut conn = file.open_existing().await?;
    let archive = schema.archive_spec(&mut conn, &(schema.sqlite)()).await?;
    let mut moment = conn.begin_with(Sqlite::BEGIN_READ).await?;
    archive.export_tables(&mut sqlite::archive_sql::SqlTableAccess(&mut moment), out).await
}

async fn export_postgres(
    target: &PostgresServer,
    schema: &DatabaseSchema,
    out: &mut dyn Write,
) -> Result<ArchiveSummary, MaintenanceError> {
    let mut conn = target.open_connection().await?;
    let archive = schema.archive_spec(&mut conn, &(schema.postgres)()).await?;
    let mut moment = conn.begin_with(Postgres::BEGIN_READ).await?;
    moment.execute(NO_LIMITS).await?;
    archive.export_tables(&mut postgres::archive_sql::SqlTableAccess(&mut moment), out).await
}

async fn import_sqlite(
    file: &SqliteFile,
    schema: &DatabaseSchema,
    input: &mut dyn BufRead,
) -> Result<ArchiveSummary, MaintenanceError> {
    let mut conn = file.open_existing().await?;
    let archive = schema.archive_spec(&mut conn, &(schema.sqlite)()).await?;
    let mut transaction = conn.begin_with(Sqlite::BEGIN_WRITE).await?;
    let moved = archive
        .import_tables(&mut sqlite::archive_sql::SqlTableAccess(&mut transaction), input)
        .await?;
    transaction.commit().await?;
    conn.close().await?;
    Ok(moved)
}

async fn import_postgres(
    target: &PostgresServer,
    schema: &DatabaseSchema,
    input: &mut dyn BufRead,
) -> Result<ArchiveSummary, MaintenanceError> {
    let mut conn = target.open_connection().await?;
    let archive = schema.archive_spec(&mut conn, &(schema.postgres)()).await?;
    let mut transaction = conn.begin_with(Postgres::BEGIN_WRITE).await?;
    transaction.execute(NO_LIMITS).await?;
    transaction.execute(AssertSqlSafe(lock_tables_sql(schema))).await?;
    let moved = archive
        .import_tables(&mut postgres::archive_sql::SqlTableAccess(&mut transaction), input)
        .await?;
    if let Some(on_postgres) = schema.on_postgres {
        (on_postgres.imported)(&mut transaction).await?;
    }
    transaction.commit().await?;
    conn.close().await?;
    Ok(moved)
}

/// The statement that keeps other connections from writing during an import.
fn lock_tables_sql(schema: &DatabaseSchema) -> String {
    let tables: Vec<_> = schema.tables.iter().map(|table| table.name).collect();
    format!("LOCK TABLE {} IN EXCLUSIVE MODE", tables.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::ArchiveTable;
    use sqlx::migrate::Migrator;

    #[test]
    fn an_import_locks_every_table_that_travels() {
        static TABLES: [ArchiveTable; 2] = [table("a"), table("b")];
        const fn table(name: &'static str) -> ArchiveTable {
            ArchiveTable { name, columns: &[], order: &[] }
        }
        let schema = DatabaseSchema {
            name: "test",
            sqlite: || Migrator::with_migrations(Vec::new()),
            postgres: || Migrator::with_migrations(Vec::new()),
            tables: &TABLES,
            unarchived: &[],
            file: file!(),
            newest_ms: "SELECT 0",
            on_postgres: None,
        };
        assert_eq!(lock_tables_sql(&schema), "LOCK TABLE a, b IN EXCLUSIVE MODE");
    }
}
