//! A circuit breaker: a service that fails again and again is left alone for a moment, so that callers do not queue
//! up behind its deadline and it is not beaten while it comes back.
//!
//! Closed: calls pass; five failures in a row open it. Open: calls are refused until the pause is over.
//! Half-open: exactly one call passes as the probe; its outcome closes the breaker or opens it for longer.

use crate::backoff::Backoff;
use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// Failures in a row that open it.
const FAILURES: u32 = 5;
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

pub(crate) struct Breaker {
    dependency: &'static str,
    inner: Mutex<Inner>,
}

struct Inner {
    state: State,
    backoff: Backoff,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Closed { failures: u32 },
    Open { until: Instant },
    HalfOpen,
}

/// The right to make one call; its outcome is reported through it. Dropped unreported (the caller went away), a
/// probe is handed to the next call.
#[must_use]
pub(crate) struct Permit<'a> {
    breaker: &'a Breaker,
    probe: bool,
}

impl Breaker {
    pub fn new(dependency: &'static str) -> Self {
        let backoff = Backoff::new(FIRST_PAUSE, LONGEST_PAUSE);
        Self { dependency, inner: Mutex::new(Inner { state: State::Closed { failures: 0 }, backoff }) }
    }

    /// A permit, or `None` while it is open or its one probe is under way.
    pub fn admit(&self) -> Option<Permit<'_>> {
        let mut inner = self.lock();
        let probe = match inner.state {
            State::Closed { .. } => false,
            State::Open { until } if until <= Instant::now() => {
                inner.state = State::HalfOpen;
                true
            }
            State::Open { .. } | State::HalfOpen => return None,
        };
        Some(Permit { breaker: self, probe })
    }

    /// The service was heard of by another way, such as a feed that connected: the next call may probe at once.
    pub fn sign_of_life(&self) {
        let mut inner = self.lock();
        if matches!(inner.state, State::Open { .. }) {
            inner.state = State::Open { until: Instant::now() };
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn close(&self, inner: &mut Inner) {
        inner.state = State::Closed { failures: 0 };
        inner.backoff.reset();
        tracing::info!(dependency = self.dependency, "breaker closed");
        metrics::gauge!("gateway_breaker_open", "dependency" => self.dependency).set(0.0);
    }

    fn open(&self, inner: &mut Inner) {
        let pause = inner.backoff.pause();
        inner.state = State::Open { until: Instant::now() + pause };
        tracing::warn!(dependency = self.dependency, ?pause, "breaker open");
        metrics::gauge!("gateway_breaker_open", "dependency" => self.dependency).set(1.0);
    }
}

impl Permit<'_> {
    /// The service answered, whatever it said short of a failure of its own.
    pub fn succeeded(mut self) {
        let mut inner = self.breaker.lock();
        match (&mut inner.state, std::mem::take(&mut self.probe)) {
            (_, true) => self.breaker.close(&mut inner),
            (State::Closed { failures }, false) => *failures = 0,
            // A call from before it opened: the probe decides, not a latecomer.
            (State::Open { .. } | State::HalfOpen, false) => {}
        }
    }

    /// No answer in time, a broken connection, or a 5xx.
    pub fn failed(mut self) {
        let mut inner = self.breaker.lock();
        match (&mut inner.state, std::mem::take(&mut self.probe)) {
            (_, true) => self.breaker.open(&mut inner),
            (State::Closed { failures }, false) => {
                *failures += 1;
                if *failures >= FAILURES {
                    self.breaker.open(&mut inner);
                }
            }
            (State::Open { .. } | State::HalfOpen, false) => {}
        }
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        if self.probe {
            self.breaker.lock().state = State::Open { until: Instant::now() };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::advance;

    fn fail(breaker: &Breaker, times: u32) {
        for _ in 0..times {
            breaker.admit().unwrap().failed();
        }
    }

    fn is_open(breaker: &Breaker) -> bool {
        matches!(breaker.lock().state, State::Open { .. })
    }

    #[tokio::test(start_paused = true)]
    async fn five_failures_in_a_row_open_it_and_a_success_between_starts_the_count_anew() {
        let breaker = Breaker::new("test");
        fail(&breaker, 4);
        breaker.admit().unwrap().succeeded();
        fail(&breaker, 4);
        assert!(!is_open(&breaker));
        fail(&breaker, 1);
        assert!(is_open(&breaker));
        assert!(breaker.admit().is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn half_open_admits_exactly_one_probe_and_its_success_closes() {
        let breaker = Breaker::new("test");
        fail(&breaker, 5);
        advance(FIRST_PAUSE).await;
        let probe = breaker.admit().unwrap();
        assert!((0..100).all(|_| breaker.admit().is_none()));
        probe.succeeded();
        let calls: Vec<_> = (0..3).map(|_| breaker.admit().unwrap()).collect();
        assert_eq!(calls.len(), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn a_failed_probe_opens_it_for_longer_up_to_the_cap() {
        let breaker = Breaker::new("test");
        fail(&breaker, 5);
        let mut longest = FIRST_PAUSE;
        for _ in 0..6 {
            advance(longest).await;
            fail(&breaker, 1);
            longest = (longest * 2).min(LONGEST_PAUSE);
            // The jitter never takes more than half of the pause.
            advance(longest / 2 - Duration::from_millis(1)).await;
            assert!(breaker.admit().is_none());
            advance(Duration::from_millis(1)).await;
        }
        advance(LONGEST_PAUSE / 2).await;
        assert!(breaker.admit().is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn a_probe_whose_caller_went_away_is_handed_to_the_next() {
        let breaker = Breaker::new("test");
        fail(&breaker, 5);
        advance(FIRST_PAUSE).await;
        drop(breaker.admit().unwrap());
        breaker.admit().unwrap().succeeded();
        assert_eq!(breaker.lock().state, State::Closed { failures: 0 });
    }

    #[tokio::test(start_paused = true)]
    async fn latecomers_from_before_it_opened_decide_nothing() {
        let breaker = Breaker::new("test");
        let (late_success, late_failure) = (breaker.admit().unwrap(), breaker.admit().unwrap());
        fail(&breaker, 5);
        late_success.succeeded();
        assert!(is_open(&breaker));
        advance(FIRST_PAUSE).await;
        let probe = breaker.admit().unwrap();
        late_failure.failed();
        assert_eq!(breaker.lock().state, State::HalfOpen);
        probe.succeeded();
    }

    #[tokio::test(start_paused = true)]
    async fn a_sign_of_life_lets_one_probe_through_at_once() {
        let breaker = Breaker::new("test");
        fail(&breaker, 5);
        breaker.sign_of_life();
        let probe = breaker.admit().unwrap();
        assert!(breaker.admit().is_none());
        breaker.sign_of_life();
        assert!(breaker.admit().is_none(), "the probe under way stays the only one");
        probe.succeeded();
    }
}
