//! The schema of a service's database, and its migrations. Old and new binaries run side by side
//! during a rolling update. A migration therefore only expands; a later release contracts unused
//! parts; and a binary accepts a schema newer than its own.

use crate::{
    MaintenanceRefusal, OpenError,
    archive::{ArchiveSpec, ArchiveTable},
    maintenance::check_same_schema,
};
use futures::future::BoxFuture;
use sqlx::{
    Connection, PgConnection,
    migrate::{AppliedMigration, Migrate, MigrateError, Migrator},
};

/// A service's schema: its migrations and its archived tables.
#[derive(Debug)]
pub struct DatabaseSchema {
    /// Name in the archive, and of the connections to Postgres.
    pub name: &'static str,
    /// The migrations for SQLite. Calls `sqlx::migrate!` in the service's crate, where it finds
    /// the folder.
    pub sqlite: fn() -> Migrator,
    /// The migrations for Postgres, in the same way.
    pub postgres: fn() -> Migrator,
    /// All tables, each before those that refer to it.
    pub tables: &'static [ArchiveTable],
    /// Tables, and columns as `table.column`, that an export leaves out, each with the reason.
    pub unarchived: &'static [(&'static str, &'static str)],
    /// The source file of this schema (`file!()`), named by [`ServiceDatabase::find_unarchived`].
    ///
    /// [`ServiceDatabase::find_unarchived`]: crate::ServiceDatabase::find_unarchived
    pub file: &'static str,
    /// Query for the time of the newest row, in milliseconds since 1970.
    pub newest_ms: &'static str,
    /// Service-specific steps on Postgres.
    pub on_postgres: Option<PostgresHooks>,
}

/// Hooks on Postgres after a migration and after an import.
#[derive(Debug, Clone, Copy)]
pub struct PostgresHooks {
    /// Called after a migration, on its connection.
    pub migrated: Hook,
    /// Called after an import, in its transaction.
    pub imported: Hook,
}

/// A function that works on a connection.
pub type Hook = for<'c> fn(&'c mut PgConnection) -> BoxFuture<'c, Result<(), sqlx::Error>>;

impl DatabaseSchema {
    /// The archive of all tables; refused unless the database has the same schema as `migrations`.
    pub(crate) async fn archive_spec<C: Migrate>(
        &self,
        conn: &mut C,
        migrations: &Migrator,
    ) -> Result<ArchiveSpec, MaintenanceRefusal> {
        let applied = last_applied(conn.list_applied_migrations(TABLE).await.unwrap_or_default());
        let newest = newest_version(migrations);
        check_same_schema(applied, newest)?;
        Ok(ArchiveSpec { name: self.name, schema: newest, tables: self.tables })
    }
}

const TABLE: &str = "_sqlx_migrations";

/// Migrates the schema; the caller holds the engine's lock.
pub(crate) async fn run_migrations<C: Migrate>(
    conn: &mut C,
    mut migrations: Migrator,
) -> Result<(), MigrateError> {
    migrations.set_ignore_missing(true);
    migrations.run_direct(None, conn, false).await
}

/// Checks that the schema is at least as new as `migrations`.
pub(crate) async fn check_migrated<C: Connection + Migrate>(
    mut conn: C,
    migrations: &Migrator,
    database: &str,
) -> Result<(), OpenError> {
    let applied = conn.list_applied_migrations(TABLE).await;
    let _gone_already = conn.close().await;
    let (found, error) = match applied {
        Ok(applied) => (last_applied(applied), None),
        Err(error) => (0, Some(error.to_string())),
    };
    match newest_version(migrations) {
        wanted if found >= wanted => Ok(()),
        wanted => Err(OpenError::NotMigrated { target: database.to_owned(), found, wanted, error }),
    }
}

fn newest_version(migrations: &Migrator) -> i64 {
    migrations.iter().map(|migration| migration.version).max().unwrap_or_default()
}

/// The version of the last applied migration; 0 if there is none.
fn last_applied(applied: Vec<AppliedMigration>) -> i64 {
    applied.into_iter().map(|migration| migration.version).max().unwrap_or_default()
}
