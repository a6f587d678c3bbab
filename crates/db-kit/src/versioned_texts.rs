//! A [`TextRepository`] in a table with one row per store, which the service's migration creates.

use crate::{
    ConnectionPools, READ_DEADLINE, RepositoryError, WRITE_DEADLINE,
    archive::{
        ArchiveColumn, ArchiveTable,
        ColumnKind::{Integer, Text},
    },
    call_with_deadline,
};
use async_trait::async_trait;
use service_kit::{Problem, text_repository::TextRepository};
use sqlx::{AssertSqlSafe, Postgres, Row, Sqlite};

/// The repository, on either engine.
#[derive(Debug, Clone)]
pub struct VersionedTexts {
    pools: EitherPools,
    newer: String,
    keep: String,
}

/// The connection pools of either engine.
#[derive(Debug, Clone)]
pub enum EitherPools {
    /// A local file.
    Sqlite(ConnectionPools<Sqlite>),
    /// A server.
    Postgres(ConnectionPools<Postgres>),
}

impl From<ConnectionPools<Sqlite>> for EitherPools {
    fn from(pools: ConnectionPools<Sqlite>) -> Self {
        Self::Sqlite(pools)
    }
}

impl From<ConnectionPools<Postgres>> for EitherPools {
    fn from(pools: ConnectionPools<Postgres>) -> Self {
        Self::Postgres(pools)
    }
}

impl VersionedTexts {
    /// The table `name`, as archived.
    pub const fn archived_table(name: &'static str) -> ArchiveTable {
        const COLUMNS: [ArchiveColumn; 3] = [
            ArchiveColumn::new("store_id", Text),
            ArchiveColumn::new("version", Integer),
            ArchiveColumn::new("body", Text),
        ];
        ArchiveTable { name, columns: &COLUMNS, order: &["store_id"] }
    }

    /// The repository in the table `table`.
    pub fn new(pools: impl Into<EitherPools>, table: &'static str) -> Self {
        let newer = format!("SELECT body FROM {table} WHERE version > $1");
        let keep = format!(
            "INSERT INTO {table} (store_id, version, body) VALUES ($1, $2, $3)
             ON CONFLICT (store_id) DO UPDATE SET version = excluded.version, body = excluded.body
             WHERE {table}.version < excluded.version"
        );
        Self { pools: pools.into(), newer, keep }
    }

    async fn read_newer(&self, known: i64) -> Result<Vec<String>, RepositoryError> {
        // Both statements are built from constants only.
        let newer = AssertSqlSafe(self.newer.clone());
        Ok(match &self.pools {
            EitherPools::Sqlite(pools) => {
                let rows = sqlx::query(newer).bind(known).fetch_all(&pools.readers).await?;
                rows.iter().map(|row| row.try_get("body")).collect::<Result<_, _>>()?
            }
            EitherPools::Postgres(pools) => {
                let rows = sqlx::query(newer).bind(known).fetch_all(&pools.readers).await?;
                rows.iter().map(|row| row.try_get("body")).collect::<Result<_, _>>()?
            }
        })
    }

    async fn write_text(&self, key: &str, version: i64, text: &str) -> Result<(), RepositoryError> {
        let keep = AssertSqlSafe(self.keep.clone());
        match &self.pools {
            EitherPools::Sqlite(pools) => {
                sqlx::query(keep)
                    .bind(key)
                    .bind(version)
                    .bind(text)
                    .execute(&pools.writers)
                    .await?;
            }
            EitherPools::Postgres(pools) => {
                sqlx::query(keep)
                    .bind(key)
                    .bind(version)
                    .bind(text)
                    .execute(&pools.writers)
                    .await?;
            }
        }
        Ok(())
    }
}

#[async_trait]
impl TextRepository for VersionedTexts {
    async fn find_newer(&self, known: i64) -> Result<Vec<String>, Problem> {
        Ok(call_with_deadline("texts_newer", READ_DEADLINE, self.read_newer(known)).await?)
    }

    async fn store_text(&self, key: &str, version: i64, text: &str) -> Result<(), Problem> {
        Ok(call_with_deadline("text_keep", WRITE_DEADLINE, self.write_text(key, version, text))
            .await?)
    }
}
