//! The schema's version. Old and new binaries overlap in a rolling update, so a migration only expands, what nobody
//! uses any more is contracted by a later release, and a schema newer than this binary's is as good as its own.

use super::OpenError;
use sqlx::{
    Connection,
    migrate::{AppliedMigration, Migrate, MigrateError, Migrator},
};
use std::{future::Future, time::Duration};
use tokio::time::{Instant, sleep};

const TABLE: &str = "_sqlx_migrations";
/// How long `--migrate never` waits for somebody else to migrate.
const PATIENCE: Duration = Duration::from_secs(300);
const PAUSE: Duration = Duration::from_millis(500);

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

/// Waits until the schema is as new as `migrations`.
pub(super) async fn wait<C, F>(
    migrations: &Migrator,
    database: &str,
    connect: impl Fn() -> F,
) -> Result<(), OpenError>
where
    C: Connection + Migrate,
    F: Future<Output = Result<C, sqlx::Error>>,
{
    let (wanted, deadline) = (newest(migrations), Instant::now() + PATIENCE);
    let mut told = None;
    loop {
        let (found, error) = match look(connect()).await {
            Ok(found) if found >= wanted => return Ok(()),
            Ok(found) => (found, None),
            Err(error) => (0, Some(error.to_string())),
        };
        if Instant::now() > deadline {
            return Err(OpenError::NotMigrated { place: database.to_owned(), found, wanted, error });
        }
        let state = Some((found, error));
        if told != state {
            let error = state.as_ref().and_then(|(_, error)| error.as_deref());
            tracing::warn!(database, found, wanted, error, "the schema is not there: waiting for `migrate`");
            told = state;
        }
        sleep(PAUSE).await;
    }
}

/// The last migration that the database has.
async fn look<C: Connection + Migrate>(
    connecting: impl Future<Output = Result<C, sqlx::Error>>,
) -> Result<i64, MigrateError> {
    let mut conn = connecting.await?;
    let applied = conn.list_applied_migrations(TABLE).await;
    let _gone_already = conn.close().await;
    Ok(last(applied?))
}

fn last(applied: Vec<AppliedMigration>) -> i64 {
    applied.into_iter().map(|migration| migration.version).max().unwrap_or_default()
}
