//! The connections that serve.

use crate::StoreError;
use service_kit::telemetry;
use sqlx::{Pool, Postgres, Sqlite, Transaction};

/// How a kind of database begins its transactions.
pub trait Engine: sqlx::Database {
    /// All reads see the moment of the first.
    const BEGIN_READ: &'static str;
    /// Others may write at the same time where the engine lets them, and what they commit is seen.
    const BEGIN_WRITE: &'static str;
}

impl Engine for Sqlite {
    const BEGIN_READ: &'static str = "BEGIN DEFERRED";
    /// A deferred transaction that later writes fails at once when another wrote meanwhile; this one waits its turn first.
    const BEGIN_WRITE: &'static str = "BEGIN IMMEDIATE";
}

impl Engine for Postgres {
    const BEGIN_READ: &'static str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    const BEGIN_WRITE: &'static str = "BEGIN ISOLATION LEVEL READ COMMITTED";
}

/// An open database.
#[derive(Debug)]
pub enum Opened {
    /// A file beside the process.
    Sqlite(Pools<Sqlite>),
    /// A server.
    Postgres(Pools<Postgres>),
}

/// Connections by what they are for. On Postgres the same ones read and write. On SQLite one connection writes, so that
/// writers wait for each other in order and not by trying again, and those that read refuse to write.
#[derive(Debug)]
pub struct Pools<E: Engine> {
    /// For what changes nothing.
    pub readers: Pool<E>,
    /// For everything else.
    pub writers: Pool<E>,
}

impl<E: Engine> Clone for Pools<E> {
    fn clone(&self) -> Self {
        Self { readers: self.readers.clone(), writers: self.writers.clone() }
    }
}

impl<E: Engine> Pools<E> {
    /// A transaction of reads that see one moment.
    ///
    /// # Errors
    /// When there is no connection.
    pub async fn begin_read(&self) -> Result<Transaction<'static, E>, StoreError> {
        Ok(self.readers.begin_with(E::BEGIN_READ).await?)
    }

    /// A transaction that writes; on SQLite it has waited for the one before it.
    ///
    /// # Errors
    /// When there is no connection.
    pub async fn begin_write(&self) -> Result<Transaction<'static, E>, StoreError> {
        Ok(self.writers.begin_with(E::BEGIN_WRITE).await?)
    }

    /// How those that read are used.
    pub fn connections(&self) -> telemetry::Pool {
        let most = self.readers.options().get_max_connections() as usize;
        telemetry::Pool { open: self.readers.size() as usize, idle: self.readers.num_idle(), most }
    }

    /// Lets go of the database.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writers.close().await;
    }
}
