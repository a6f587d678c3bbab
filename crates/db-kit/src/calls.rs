//! Calls of the database: every transaction of a service begins and ends here, with a deadline, a
//! span and a duration in the metrics.
//!
//! A stopped server keeps its connections and never answers. Its own timeouts do not help then;
//! only those of the client do.

use crate::{ConnectionPools, RepositoryError, SqlDialect};
use service_kit::telemetry;
use std::time::Duration;

/// Maximum duration of a read.
pub const READ_DEADLINE: Duration = Duration::from_secs(5);
/// Maximum duration of a write: more than the wait for a connection and then for the previous
/// writer, less than the deadline of a request.
pub const WRITE_DEADLINE: Duration = Duration::from_secs(5);

/// The error of a call: the database failed, or the service's own rules refuse what was asked.
pub trait CallError: From<RepositoryError> {
    /// Whether the database failed. A refusal is an answer and counts as no failure.
    fn is_failure(&self) -> bool;
}

impl CallError for RepositoryError {
    fn is_failure(&self) -> bool {
        true
    }
}

/// How a write transaction ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransactionEnd<T> {
    /// What was written is kept.
    Commit(T),
    /// Nothing is kept, and the call succeeds all the same.
    Rollback(T),
}

/// Runs `work` with a deadline, as the call `operation` in spans and metrics.
///
/// # Errors
/// The error of `work`, or [`RepositoryError::Unavailable`] after the deadline; a write may have
/// been committed then.
pub async fn call_with_deadline<T, X: CallError>(
    operation: &'static str,
    deadline: Duration,
    work: impl Future<Output = Result<T, X>>,
) -> Result<T, X> {
    let late =
        |_| Err(RepositoryError::Unavailable(format!("no answer within {deadline:?}")).into());
    let bounded = async { tokio::time::timeout(deadline, work).await.unwrap_or_else(late) };
    telemetry::record_database_call(operation, bounded, X::is_failure).await
}

impl<E: SqlDialect> ConnectionPools<E> {
    /// Runs `work` on a connection for reads.
    ///
    /// # Errors
    /// As [`call_with_deadline`].
    pub async fn read<T, X: CallError>(
        &self,
        operation: &'static str,
        work: impl AsyncFnOnce(&mut E::Connection) -> Result<T, X>,
    ) -> Result<T, X> {
        let work = async {
            let mut conn = self.readers.acquire().await.map_err(RepositoryError::from)?;
            work(&mut conn).await
        };
        call_with_deadline(operation, READ_DEADLINE, work).await
    }

    /// Runs `work` in a read transaction, so that all its statements see one snapshot.
    ///
    /// # Errors
    /// As [`call_with_deadline`].
    pub async fn read_snapshot<T, X: CallError>(
        &self,
        operation: &'static str,
        work: impl AsyncFnOnce(&mut E::Connection) -> Result<T, X>,
    ) -> Result<T, X> {
        let work = async {
            let mut transaction = self.begin_read().await?;
            let done = work(&mut transaction).await?;
            transaction.commit().await.map_err(RepositoryError::from)?;
            Ok(done)
        };
        call_with_deadline(operation, READ_DEADLINE, work).await
    }

    /// Runs `work` in a write transaction, which is rolled back if it fails.
    ///
    /// # Errors
    /// As [`call_with_deadline`].
    pub async fn write<T, X: CallError>(
        &self,
        operation: &'static str,
        work: impl AsyncFnOnce(&mut E::Connection) -> Result<T, X>,
    ) -> Result<T, X> {
        self.write_or_rollback(operation, async |conn| work(conn).await.map(TransactionEnd::Commit))
            .await
    }

    /// As [`Self::write`], and `work` decides whether the transaction is committed.
    ///
    /// # Errors
    /// As [`call_with_deadline`].
    pub async fn write_or_rollback<T, X: CallError>(
        &self,
        operation: &'static str,
        work: impl AsyncFnOnce(&mut E::Connection) -> Result<TransactionEnd<T>, X>,
    ) -> Result<T, X> {
        let work = async {
            let mut transaction = self.begin_write().await?;
            match work(&mut transaction).await? {
                TransactionEnd::Rollback(done) => Ok(done),
                TransactionEnd::Commit(done) => {
                    transaction.commit().await.map_err(RepositoryError::from)?;
                    Ok(done)
                }
            }
        };
        call_with_deadline(operation, WRITE_DEADLINE, work).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::pending;
    use tokio::time::Instant;

    #[tokio::test(start_paused = true)]
    async fn a_database_that_never_answers_is_unavailable_after_the_deadline() {
        let began = Instant::now();
        let late =
            call_with_deadline("test", READ_DEADLINE, pending::<Result<(), RepositoryError>>())
                .await;
        assert!(matches!(late, Err(RepositoryError::Unavailable(_))), "{late:?}");
        assert_eq!(began.elapsed().as_secs(), READ_DEADLINE.as_secs());
    }
}
