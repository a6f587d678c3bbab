//! A table of texts that another party makes and numbers: of each, the one with the highest version is kept.

use crate::{Pools, READ_DEADLINE, StoreError, WRITE_DEADLINE, within};
use sqlx::{Postgres, Row, Sqlite};

/// The statements of one such table, for both engines.
#[derive(Debug)]
pub struct VersionedSql {
    /// Reads the column `body` of all rows whose version is above `$1`.
    pub newer: &'static str,
    /// Keeps the text `$3` of version `$2` under the key `$1`, unless the row has this version or a higher one.
    pub keep: &'static str,
}

/// The table, on either engine.
#[derive(Debug, Clone)]
pub struct VersionedTexts {
    pools: EitherPools,
    sql: &'static VersionedSql,
}

/// The connections of either engine.
#[derive(Debug, Clone)]
pub enum EitherPools {
    /// A file beside the process.
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
    /// The table of these statements.
    pub fn new(pools: impl Into<EitherPools>, sql: &'static VersionedSql) -> Self {
        Self { pools: pools.into(), sql }
    }

    /// All texts with a version above `known`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn newer(&self, known: i64) -> Result<Vec<String>, StoreError> {
        let read = async {
            Ok(match &self.pools {
                EitherPools::Sqlite(pools) => {
                    let rows = sqlx::query(self.sql.newer).bind(known).fetch_all(&pools.readers).await?;
                    rows.iter().map(|row| row.try_get("body")).collect::<Result<_, _>>()?
                }
                EitherPools::Postgres(pools) => {
                    let rows = sqlx::query(self.sql.newer).bind(known).fetch_all(&pools.readers).await?;
                    rows.iter().map(|row| row.try_get("body")).collect::<Result<_, _>>()?
                }
            })
        };
        within(READ_DEADLINE, read).await
    }

    /// Keeps the text unless there is one of this version or a higher one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep(&self, key: &str, version: i64, text: &str) -> Result<(), StoreError> {
        let write = async {
            match &self.pools {
                EitherPools::Sqlite(pools) => {
                    let keep = sqlx::query(self.sql.keep).bind(key).bind(version).bind(text);
                    keep.execute(&pools.writers).await?;
                }
                EitherPools::Postgres(pools) => {
                    let keep = sqlx::query(self.sql.keep).bind(key).bind(version).bind(text);
                    keep.execute(&pools.writers).await?;
                }
            }
            Ok(())
        };
        within(WRITE_DEADLINE, write).await
    }
}
