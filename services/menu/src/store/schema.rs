//! The schema's version. Old and new binaries overlap in a rolling update, so a migration only expands, what nobody
//! uses any more is contracted by a later release, and a schema newer than this binary's is as good as its own.

use super::OpenError;
use sqlx::{
    Connection,
    migrate::{Migrate, MigrateError, Migrator},
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
    let applied = conn.list_applied_migrations(TABLE).await.unwrap_or_default();
    applied.into_iter().map(|migration| migration.version).max().unwrap_or_default()
}

/// Brings the schema up to date, under the engine's lock.
pub(super) async fn migrate<C: Migrate>(conn: &mut C, mut migrations: Migrator) -> Result<(), MigrateError> {
    migrations.set_ignore_missing(true);
    migrations.run_direct(None, conn, false).await
}

/// Waits until the schema is as new as `migrations`.
pub(super) async fn wait<C, F>(
    migrations: &Migrator,
    target: &str,
    connect: impl Fn() -> F,
) -> Result<(), OpenError>
where
    C: Connection + Migrate,
    F: Future<Output = Result<C, sqlx::Error>>,
{
    let (wanted, deadline) = (newest(migrations), Instant::now() + PATIENCE);
    let mut told = false;
    loop {
        let found = match connect().await {
            Ok(mut conn) => {
                let found = applied(&mut conn).await;
                let _gone_already = conn.close().await;
                found
            }
            Err(_not_there_yet) => 0,
        };
        if found >= wanted {
            return Ok(());
        }
        if Instant::now() > deadline {
            return Err(OpenError::NotMigrated { place: target.to_owned(), found, wanted });
        }
        if !told {
            tracing::warn!(
                target,
                found,
                wanted,
                "the schema is older than this program: waiting for `migrate`"
            );
            told = true;
        }
        sleep(PAUSE).await;
    }
}
