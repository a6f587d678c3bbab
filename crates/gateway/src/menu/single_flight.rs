//! Single flight: callers that want the same thing at the same time share one fetch.
//!
//! A caller takes another's result only if that fetch began after the caller came; an earlier
//! result may already be out of date for it. So a crowd waits for two fetches at most.

use std::sync::atomic::{AtomicU64, Ordering};
use tokio::{
    sync::{Mutex, MutexGuard},
    time::{Instant, timeout_at},
};

pub(crate) struct SingleFlight<T> {
    begun: AtomicU64,
    /// Number and result of the last fetch that ended.
    last: Mutex<(u64, Option<T>)>,
}

impl<T: Clone> SingleFlight<T> {
    pub fn new() -> Self {
        Self { begun: AtomicU64::new(0), last: Mutex::new((0, None)) }
    }

    /// The result of `fetch`, or of another caller's that began since this call.
    pub async fn run_shared(&self, fetch: impl AsyncFnOnce() -> T) -> T {
        let begun = self.begun.load(Ordering::SeqCst);
        self.run_or_reuse(begun, self.last.lock().await, fetch).await
    }

    /// [`SingleFlight::share`], or `None` if this caller's turn does not come by `deadline`. A
    /// fetch that has begun is not cut off by it.
    pub async fn run_shared_by(
        &self,
        deadline: Instant,
        fetch: impl AsyncFnOnce() -> T,
    ) -> Option<T> {
        let begun = self.begun.load(Ordering::SeqCst);
        let last = timeout_at(deadline, self.last.lock()).await.ok()?;
        Some(self.run_or_reuse(begun, last, fetch).await)
    }

    /// The result of `fetch` itself, never of another caller's.
    pub async fn run_exclusive(&self, fetch: impl AsyncFnOnce() -> T) -> T {
        self.run_or_reuse(u64::MAX, self.last.lock().await, fetch).await
    }

    async fn run_or_reuse(
        &self,
        begun: u64,
        mut last: Last<'_, T>,
        fetch: impl AsyncFnOnce() -> T,
    ) -> T {
        if let (number, Some(result)) = &*last
            && *number > begun
        {
            return result.clone();
        }
        let number = self.begun.fetch_add(1, Ordering::SeqCst) + 1;
        let result = fetch().await;
        *last = (number, Some(result.clone()));
        result
    }
}

type Last<'a, T> = MutexGuard<'a, (u64, Option<T>)>;

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    use tokio::time::sleep;

    #[tokio::test(start_paused = true)]
    async fn a_crowd_shares_the_fetch_that_began_after_it_came() {
        let flight = SingleFlight::new();
        let fetches = AtomicU64::new(0);
        let fetch = async || {
            let number = fetches.fetch_add(1, Ordering::SeqCst) + 1;
            sleep(Duration::from_millis(100)).await;
            number
        };
        let first = flight.run_shared(fetch);
        let crowd = futures::future::join_all((0..50).map(async |_| {
            sleep(Duration::from_millis(50)).await;
            flight.run_shared(fetch).await
        }));
        let (first, crowd) = tokio::join!(first, crowd);
        assert_eq!(first, 1);
        assert_eq!(crowd, [2; 50]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_caller_that_gives_up_holds_up_nobody() {
        let flight = SingleFlight::new();
        let hung = flight.run_shared(async || std::future::pending::<u8>().await);
        assert!(tokio::time::timeout(Duration::from_secs(1), hung).await.is_err());
        assert_eq!(flight.run_shared(async || 7).await, 7);
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_is_in_a_hurry_does_not_wait_behind_a_slow_fetch() {
        let flight = SingleFlight::new();
        let started = Instant::now();
        let slow = flight.run_shared(async || sleep(Duration::from_secs(1)).await);
        let hurry = flight.run_shared_by(started + Duration::from_millis(300), async || ());
        let (_, (turned, waited)) = tokio::join!(slow, async { (hurry.await, started.elapsed()) });
        assert_eq!((turned, waited), (None, Duration::from_millis(300)));
    }
}
