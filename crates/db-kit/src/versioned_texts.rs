//! A [`TextRepository`] in a table with one row per store, which the service's migration creates.

use crate::{
    Pools, READ_DEADLINE, StoreError, WRITE_DEADLINE,
    archive::{
        Column,
        Kind::{Integer, Text},
        Table,
    },
    call,
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
    Sqlite(Pools<Sqlite>),
    /// A server.
    Postgres(Pools<Postgres>),
}

impl From<Pools<Sqlite>> for EitherPools {
    fn from(pools: Pools<Sqlite>) -> Self {
        Self::Sqlite(pools)
    }
}

impl From<Pools<Postgres>> for EitherPools {
    fn from(pools: Pools<Postgres>) -> Self {
        Self::Postgres(pools)
    }
}

impl VersionedTexts {
    /// The table `name`, as archived.
    pub const fn table(name: &'static str) -> Table {
        const COLUMNS: [Column; 3] =
            [Column::new("store_id", Text), Column::new("version", Integer), Column::new("body", Text)];
        Table { name, columns: &COLUMNS, order: &["store_id"] }
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

    async fn read(&self, known: i64) -> Result<Vec<String>, StoreError> {
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

    async fn write(&self, key: &str, version: i64, text: &str) -> Result<(), StoreError> {
        let keep = AssertSqlSafe(self.keep.clone());
        match &self.pools {
            EitherPools::Sqlite(pools) => {
                sqlx::query(keep).bind(key).bind(version).bind(text).execute(&pools.writers).await?;
            }
            EitherPools::Postgres(pools) => {
                sqlx::query(keep).bind(key).bind(version).bind(text).execute(&pools.writers).await?;
            }
        }
        Ok(())
    }
}

#[async_trait]
impl TextRepository for VersionedTexts {
    async fn newer(&self, known: i64) -> Result<Vec<String>, Problem> {
        Ok(call("texts_newer", READ_DEADLINE, self.read(known)).await?)
    }

    async fn keep(&self, key: &str, version: i64, text: &str) -> Result<(), Problem> {
        Ok(call("text_keep", WRITE_DEADLINE, self.write(key, version, text)).await?)
    }
}
