//! Connection pools of an open database.

use crate::RepositoryError;
use service_kit::telemetry;
use sqlx::{Pool, Postgres, Sqlite, Transaction};

/// The statements by which an engine begins transactions.
pub trait SqlDialect: sqlx::Database {
    /// Begins a read transaction; all its reads see the snapshot of the first one.
    const BEGIN_READ: &'static str;
    /// Begins a write transaction. Where the engine permits concurrent writers, their commits
    /// become visible in it.
    const BEGIN_WRITE: &'static str;
}

impl SqlDialect for Sqlite {
    const BEGIN_READ: &'static str = "BEGIN DEFERRED";
    /// A deferred transaction that later writes fails at once if another connection wrote
    /// meanwhile; `IMMEDIATE` waits for the write lock first.
    const BEGIN_WRITE: &'static str = "BEGIN IMMEDIATE";
}

impl SqlDialect for Postgres {
    const BEGIN_READ: &'static str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    const BEGIN_WRITE: &'static str = "BEGIN ISOLATION LEVEL READ COMMITTED";
}

/// An open database.
#[derive(Debug)]
pub enum OpenDatabase {
    /// A local file.
    Sqlite(ConnectionPools<Sqlite>),
    /// A server.
    Postgres(ConnectionPools<Postgres>),
}

/// Connection pools by purpose. On Postgres, both are the same pool. On SQLite, one connection
/// writes, so that writers queue in order instead of retrying, and reading connections refuse to
/// write.
#[derive(Debug)]
pub struct ConnectionPools<E: SqlDialect> {
    /// For reads.
    pub readers: Pool<E>,
    /// For writes.
    pub writers: Pool<E>,
}

impl<E: SqlDialect> Clone for ConnectionPools<E> {
    fn clone(&self) -> Self {
        Self { readers: self.readers.clone(), writers: self.writers.clone() }
    }
}

impl<E: SqlDialect> ConnectionPools<E> {
    /// Begins a read transaction that sees one snapshot.
    ///
    /// # Errors
    /// When no connection is available.
    pub async fn begin_read(&self) -> Result<Transaction<'static, E>, RepositoryError> {
        Ok(self.readers.begin_with(E::BEGIN_READ).await?)
    }

    /// Begins a write transaction; on SQLite it waits for the previous one to end.
    ///
    /// # Errors
    /// When no connection is available.
    pub async fn begin_write(&self) -> Result<Transaction<'static, E>, RepositoryError> {
        Ok(self.writers.begin_with(E::BEGIN_WRITE).await?)
    }

    /// The usage of the readers' pool, for metrics.
    pub fn pool_usage(&self) -> telemetry::PoolUsage {
        let most = self.readers.options().get_max_connections() as usize;
        telemetry::PoolUsage {
            open: self.readers.size() as usize,
            idle: self.readers.num_idle(),
            most,
        }
    }

    /// Closes all connections.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writers.close().await;
    }
}
