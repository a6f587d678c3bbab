//! Peak-EWMA load of an endpoint: how long its tries take, times how many would be under way. Slow
//! tries count at once and are forgotten over a few seconds, so that an endpoint that begins to
//! hang is avoided long before its breaker opens.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::time::Instant;

const DECAY_S: f64 = 2.0;
/// Assumed duration of a try before any has ended, in seconds. A quicker try is chance, and counts
/// as this.
const GUESS_S: f64 = 0.005;

pub(crate) struct PeakEwma {
    in_flight: AtomicUsize,
    average: Mutex<DecayingAverage>,
}

#[derive(Clone, Copy)]
struct DecayingAverage {
    seconds: f64,
    at: Instant,
}

impl PeakEwma {
    pub fn new() -> Self {
        Self { in_flight: AtomicUsize::new(0), average: Mutex::new(DecayingAverage::new()) }
    }

    pub fn begin_call(&self) {
        self.in_flight.fetch_add(1, Ordering::Relaxed);
    }

    pub fn end_call(&self) {
        self.in_flight.fetch_sub(1, Ordering::Relaxed);
    }

    pub fn in_flight(&self) -> usize {
        self.in_flight.load(Ordering::Relaxed)
    }

    /// Adds the duration of a try.
    pub fn record_duration(&self, took: Duration) {
        let mut average = self.average.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let took = took.as_secs_f64();
        let kept = (-(now - average.at).as_secs_f64() / DECAY_S).exp();
        let mean = average.seconds * kept + took * (1.0 - kept);
        *average = DecayingAverage { seconds: mean.max(took), at: now };
    }

    /// Forgets the durations: after a breaker closed, the past would keep an endpoint out for
    /// seconds.
    pub fn reset(&self) {
        *self.average.lock().unwrap_or_else(PoisonError::into_inner) = DecayingAverage::new();
    }

    /// Cost of another call, in seconds times calls; comparable between endpoints only.
    pub fn load(&self) -> f64 {
        let average = *self.average.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = (-average.at.elapsed().as_secs_f64() / DECAY_S).exp();
        (average.seconds * kept).max(GUESS_S) * (self.in_flight() + 1) as f64
    }
}

impl DecayingAverage {
    fn new() -> Self {
        Self { seconds: GUESS_S, at: Instant::now() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::advance;

    #[tokio::test(start_paused = true)]
    async fn a_slow_try_counts_at_once_and_is_forgotten_over_seconds() {
        let load = PeakEwma::new();
        load.record_duration(Duration::from_secs(1));
        load.record_duration(Duration::from_millis(5));
        assert!(load.load() > 0.9);
        advance(Duration::from_secs(4)).await;
        assert!((0.1..0.2).contains(&load.load()), "{}", load.load());
        load.reset();
        assert!(load.load() <= GUESS_S);
    }

    #[tokio::test(start_paused = true)]
    async fn every_call_under_way_makes_the_next_dearer() {
        let load = PeakEwma::new();
        let alone = load.load();
        load.begin_call();
        load.begin_call();
        assert!((load.load() / alone - 3.0).abs() < 1e-6);
        load.end_call();
        assert!((load.load() / alone - 2.0).abs() < 1e-6);
    }
}
