//! Outcomes of the tries of the last ten seconds: counts, and durations accurate to a fifth.

use crate::status::TryStats;
use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

const SECONDS: u64 = 10;
/// Each bucket is longer than the one before by the fourth root of 2; the last holds everything
/// over 11.6 s.
const BUCKETS: usize = 64;
const SHORTEST_MS: f64 = 0.25;
const BUCKETS_TO_DOUBLE: f64 = 4.0;

pub(crate) struct TryWindow {
    started: Instant,
    slots: Mutex<[WindowSlot; SECONDS as usize]>,
}

#[derive(Clone, Copy)]
struct WindowSlot {
    second: u64,
    tries: u64,
    failures: u64,
    retries: u64,
    took: [u32; BUCKETS],
}

const EMPTY: WindowSlot =
    WindowSlot { second: 0, tries: 0, failures: 0, retries: 0, took: [0; BUCKETS] };

impl TryWindow {
    pub fn new() -> Self {
        Self { started: Instant::now(), slots: Mutex::new([EMPTY; SECONDS as usize]) }
    }

    /// Counts a try that has ended.
    pub fn record_try(&self, took: Duration, failed: bool) {
        self.update_slot(|slot| {
            slot.tries += 1;
            slot.failures += u64::from(failed);
            slot.took[bucket_index(took)] += 1;
        });
    }

    /// Counts a try as a retry, besides [`TryWindow::record`].
    pub fn record_retry(&self) {
        self.update_slot(|slot| slot.retries += 1);
    }

    pub fn recent_stats(&self) -> TryStats {
        let sum = self.sum_slots();
        let p50_ms = quantile_ms(&sum, 0.5);
        let p99_ms = quantile_ms(&sum, 0.99);
        TryStats { tries: sum.tries, failures: sum.failures, p50_ms, p99_ms }
    }

    pub fn recent_retries(&self) -> u64 {
        self.sum_slots().retries
    }

    /// Forgets everything, when earlier tries say nothing about later ones.
    pub fn clear(&self) {
        *self.lock_slots() = [EMPTY; SECONDS as usize];
    }

    fn update_slot(&self, change: impl FnOnce(&mut WindowSlot)) {
        let second = self.current_second();
        let slot = &mut self.lock_slots()[(second % SECONDS) as usize];
        if slot.second != second {
            *slot = WindowSlot { second, ..EMPTY };
        }
        change(slot);
    }

    fn sum_slots(&self) -> WindowSlot {
        let oldest = self.current_second().saturating_sub(SECONDS - 1);
        self.lock_slots().iter().filter(|slot| slot.second >= oldest).fold(
            EMPTY,
            |mut sum, slot| {
                sum.tries += slot.tries;
                sum.failures += slot.failures;
                sum.retries += slot.retries;
                sum.took.iter_mut().zip(slot.took).for_each(|(sum, count)| *sum += count);
                sum
            },
        )
    }

    fn current_second(&self) -> u64 {
        self.started.elapsed().as_secs()
    }

    fn lock_slots(&self) -> MutexGuard<'_, [WindowSlot; SECONDS as usize]> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn bucket_index(took: Duration) -> usize {
    let doubles = (took.as_secs_f64() * 1000.0 / SHORTEST_MS).log2();
    // A cast from a float saturates at 0, so a try shorter than the first bucket is counted in it.
    ((doubles * BUCKETS_TO_DOUBLE).ceil() as usize).min(BUCKETS - 1)
}

fn quantile_ms(slot: &WindowSlot, share: f64) -> f64 {
    let rank = (slot.tries as f64 * share).ceil() as u64;
    let mut counted = 0;
    let reached = slot.took.iter().position(|&count| {
        counted += u64::from(count);
        counted >= rank && counted > 0
    });
    reached.map_or(0.0, |bucket| SHORTEST_MS * (bucket as f64 / BUCKETS_TO_DOUBLE).exp2())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::advance;

    #[tokio::test(start_paused = true)]
    async fn quantiles_are_within_a_fifth_and_failures_are_counted() {
        let window = TryWindow::new();
        assert_eq!(window.recent_stats(), TryStats::default());
        for ms in 1..=200 {
            window.record_try(Duration::from_millis(ms), ms > 150);
        }
        let recent = window.recent_stats();
        assert_eq!((recent.tries, recent.failures), (200, 50));
        assert!((100.0..=120.0).contains(&recent.p50_ms), "{recent:?}");
        assert!((198.0..=238.0).contains(&recent.p99_ms), "{recent:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_older_than_ten_seconds_is_forgotten() {
        let window = TryWindow::new();
        window.record_try(Duration::from_secs(60), true);
        window.record_retry();
        advance(Duration::from_secs(9)).await;
        window.record_try(Duration::ZERO, false);
        assert_eq!((window.recent_stats().tries, window.recent_retries()), (2, 1));
        advance(Duration::from_secs(1)).await;
        assert_eq!((window.recent_stats().tries, window.recent_retries()), (1, 0));
        advance(Duration::from_secs(10)).await;
        assert_eq!(window.recent_stats(), TryStats::default());
    }
}
