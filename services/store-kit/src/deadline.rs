//! A deadline around every call. A database that was stopped keeps its connections and never answers: its own limits
//! do not help then, only ours.

use crate::StoreError;
use std::time::Duration;

/// How long a read may take.
pub const READ_DEADLINE: Duration = Duration::from_secs(5);
/// How long a write may take: more than the wait for a connection and then for the writer before it, less than a request
/// may last.
pub const WRITE_DEADLINE: Duration = Duration::from_secs(5);

/// What `work` comes to, for `deadline` at most.
///
/// # Errors
/// Those of `work`, and [`StoreError::Unavailable`] when it is late; a write may have happened then.
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
