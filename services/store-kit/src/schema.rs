//! What a service keeps, and its version. Old and new binaries overlap in a rolling update, so a migration only expands,
//! what nobody uses any more is contracted by a later release, and a schema newer than this binary's is as good as its own.

use crate::OpenError;
use futures::future::BoxFuture;
use service_kit::{
    archive::{Archive, Table},
    maintenance::{Refusal, same_schema},
};
use sqlx::{
    Connection, PgConnection,
    migrate::{AppliedMigration, Migrate, MigrateError, Migrator},
};

/// A service's tables: how they come about, and what of them travels.
#[derive(Debug)]
pub struct Schema {
    /// Of the archive, and of the connections to Postgres.
    pub name: &'static str,
    /// `sqlx::migrate!`, which reads its folder below the service's own.
    pub sqlite: fn() -> Migrator,
    /// As `sqlite`.
    pub postgres: fn() -> Migrator,
    /// All, each before those that refer to it.
    pub tables: &'static [Table],
    /// When its newest row was written, in milliseconds since 1970, as a query.
    pub newest_ms: &'static str,
    /// What only the service knows to do there.
    pub on_postgres: Option<OnPostgres>,
}

/// What is to be done on Postgres behind something else.
#[derive(Debug, Clone, Copy)]
pub struct OnPostgres {
    /// The schema is up to date, on the connection that brought it there.
    pub migrated: Hook,
    /// All rows are in, in the transaction that brought them.
    pub imported: Hook,
}

/// A piece of work on a connection.
pub type Hook = for<'c> fn(&'c mut PgConnection) -> BoxFuture<'c, Result<(), sqlx::Error>>;

impl Schema {
    /// What can be moved: everything, when the database and this program, with these `migrations`, have the same schema.
    pub(crate) async fn archive<C: Migrate>(
        &self,
        conn: &mut C,
        migrations: &Migrator,
    ) -> Result<Archive, Refusal> {
        let applied = last(conn.list_applied_migrations(TABLE).await.unwrap_or_default());
        let newest = newest(migrations);
        same_schema(applied, newest)?;
        Ok(Archive { name: self.name, schema: newest, tables: self.tables })
    }
}

const TABLE: &str = "_sqlx_migrations";

/// Brings the schema up to date, under the engine's lock.
pub(crate) async fn migrate<C: Migrate>(conn: &mut C, mut migrations: Migrator) -> Result<(), MigrateError> {
    migrations.set_ignore_missing(true);
    migrations.run_direct(None, conn, false).await
}

/// Fails until the schema is as new as `migrations`.
pub(crate) async fn look<C: Connection + Migrate>(
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
        wanted => Err(OpenError::NotMigrated { target: database.to_owned(), found, wanted, error }),
    }
}

fn newest(migrations: &Migrator) -> i64 {
    migrations.iter().map(|migration| migration.version).max().unwrap_or_default()
}

/// 0 when there is none.
fn last(applied: Vec<AppliedMigration>) -> i64 {
    applied.into_iter().map(|migration| migration.version).max().unwrap_or_default()
}
