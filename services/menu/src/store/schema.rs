//! The schema's version. Old and new binaries overlap in a rolling update, so a migration only expands, what nobody
//! uses any more is contracted by a later release, and a schema newer than this binary's is as good as its own.

use super::OpenError;
use sqlx::{
    Connection,
    migrate::{AppliedMigration, Migrate, MigrateError, Migrator},
};

const TABLE: &str = "_sqlx_migrations";

/// The last migration of `migrations`.
pub(super) fn newest(migrations: &Migrator) -> i64 {
    migrations.iter().map(|migration| migration.version).max().unwrap_or_default()
}

/// The last migration that the database has; 0 when it has none, or cannot say.
pub(super) async fn applied<C: Migrate>(conn: &mut C) -> i64 {
    last(conn.list_applied_migrations(TABLE).await.unwrap_or_default())
}

/// Brings the schema up to date, under the engine's lock.
pub(super) async fn migrate<C: Migrate>(conn: &mut C, mut migrations: Migrator) -> Result<(), MigrateError> {
    migrations.set_ignore_missing(true);
    migrations.run_direct(None, conn, false).await
}

/// Fails until the schema is as new as `migrations`.
pub(super) async fn look<C: Connection + Migrate>(
    mut conn: C,
    migrations: &Migrator,
    database: &str,
) -> Result<(), OpenError> {
    let applied = conn.list_applied_migrations(TABLE).await;
    let _gone_already = conn.close().await;
    let (found, error) = match applied {
        Ok(applied) => (last(applied), None),
        Err(error) => (0, Some(error.to_string())),
    };
    match newest(migrations) {
        wanted if found >= wanted => Ok(()),
        wanted => Err(OpenError::NotMigrated { place: database.to_owned(), found, wanted, error }),
    }
}

fn last(applied: Vec<AppliedMigration>) -> i64 {
    applied.into_iter().map(|migration| migration.version).max().unwrap_or_default()
}
