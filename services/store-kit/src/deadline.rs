//! A deadline around every database call. A stopped server process keeps its connections and never
//! answers. Its own timeouts do not help then; only those of the client do.

use crate::StoreError;
use std::time::Duration;

/// Maximum duration of a read.
pub const READ_DEADLINE: Duration = Duration::from_secs(5);
/// Maximum duration of a write: more than the wait for a connection and then for the previous
/// writer, less than the deadline of a request.
pub const WRITE_DEADLINE: Duration = Duration::from_secs(5);

/// Runs `work` with a deadline.
///
/// # Errors
/// The error of `work`, or [`StoreError::Unavailable`] after the deadline; a write may have been
/// committed then.
pub async fn within<T, E: From<StoreError>>(
    deadline: Duration,
    work: impl Future<Output = Result<T, E>> + Send,
) -> Result<T, E> {
    let late = |_| Err(StoreError::Unavailable(format!("no answer within {deadline:?}")).into());
    tokio::time::timeout(deadline, work).await.unwrap_or_else(late)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::pending;
    use tokio::time::Instant;

    #[tokio::test(start_paused = true)]
    async fn a_database_that_never_answers_is_unavailable_after_the_deadline() {
        let began = Instant::now();
        let late = within(READ_DEADLINE, pending::<Result<(), StoreError>>()).await;
        assert!(matches!(late, Err(StoreError::Unavailable(_))), "{late:?}");
        assert_eq!(began.elapsed().as_secs(), READ_DEADLINE.as_secs());
    }
}
