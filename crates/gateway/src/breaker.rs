//! A circuit breaker for each endpoint: an endpoint that fails repeatedly is left alone for a
//! moment, so that callers do not queue behind its deadline and it is not overloaded while it comes
//! back.
//!
//! - Closed: calls pass. Five failures in a row open it, and so does [`CircuitBreaker::eject`].
//! - Open: nothing passes. When the pause is over and the endpoint is found alive, it is half-open.
//! - Half-open: exactly one call passes as the probe; its outcome closes the breaker or opens it
//!   for a longer time.

use crate::{backoff::JitteredBackoff, status::BreakerState};
use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{sync::watch, time::Instant};

/// Failures in a row that open the breaker.
const FAILURES: u32 = 5;
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// Short, so that an endpoint is back in service within two seconds of its return.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// Time between two liveness checks of an endpoint whose breaker is open.
const CHECK_PAUSE: Duration = Duration::from_millis(300);

pub(crate) struct CircuitBreaker {
    inner: Mutex<BreakerInner>,
    lost: watch::Sender<()>,
}

struct BreakerInner {
    state: CircuitState,
    since: Instant,
    opened: u64,
    backoff: JitteredBackoff,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CircuitState {
    Closed {
        /// Failures in a row.
        failures: u32,
        /// Time of the first of them.
        first: Option<Instant>,
    },
    Open {
        until: Instant,
    },
    HalfOpen {
        probing: bool,
    },
}

/// The right to make one call. Its holder reports the outcome; a probe that is never reported
/// blocks the endpoint.
#[must_use]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CallPermit {
    Call,
    Probe,
}

/// A change of the breaker's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BreakerChange {
    Opened {
        /// Time since the first of the failures in a row.
        after: Duration,
    },
    Closed,
}

impl CircuitBreaker {
    pub fn new() -> Self {
        let inner = BreakerInner {
            state: CircuitState::CLOSED,
            since: Instant::now(),
            opened: 0,
            backoff: JitteredBackoff::new(FIRST_PAUSE, LONGEST_PAUSE),
        };
        Self { inner: Mutex::new(inner), lost: watch::Sender::new(()) }
    }

    /// A permit, or `None` while the breaker is open or its one probe is under way.
    pub fn try_acquire(&self) -> Option<CallPermit> {
        let mut inner = self.lock_inner();
        match inner.state {
            CircuitState::Closed { .. } => Some(CallPermit::Call),
            CircuitState::HalfOpen { probing: false } => {
                inner.state = CircuitState::HalfOpen { probing: true };
                Some(CallPermit::Probe)
            }
            CircuitState::Open { .. } | CircuitState::HalfOpen { probing: true } => None,
        }
    }

    /// The endpoint answered, with anything but a failure of its own.
    pub fn record_success(&self, permit: CallPermit) -> Option<BreakerChange> {
        let mut inner = self.lock_inner();
        match (inner.state, permit) {
            (_, CallPermit::Probe) => {
                inner.backoff.reset();
                inner.enter_state(CircuitState::CLOSED);
                Some(BreakerChange::Closed)
            }
            (CircuitState::Closed { .. }, CallPermit::Call) => {
                inner.state = CircuitState::CLOSED;
                None
            }
            // A call from before the breaker opened: only the probe decides.
            (CircuitState::Open { .. } | CircuitState::HalfOpen { .. }, CallPermit::Call) => None,
        }
    }

    /// No answer in time, a broken connection, or a 5xx.
    pub fn record_failure(&self, permit: CallPermit) -> Option<BreakerChange> {
        let mut inner = self.lock_inner();
        match (inner.state, permit) {
            (_, CallPermit::Probe) => Some(self.open(&mut inner)),
            (CircuitState::Closed { failures, first }, CallPermit::Call) => {
                let failures = failures + 1;
                let first = first.or(Some(Instant::now()));
                inner.state = CircuitState::Closed { failures, first };
                (failures >= FAILURES).then(|| self.open(&mut inner))
            }
            (CircuitState::Open { .. } | CircuitState::HalfOpen { .. }, CallPermit::Call) => None,
        }
    }

    /// The caller went away: the outcome of its probe is unknown, and the next call probes.
    pub fn release_permit(&self, permit: CallPermit) {
        let mut inner = self.lock_inner();
        if permit == CallPermit::Probe && inner.state == (CircuitState::HalfOpen { probing: true })
        {
            inner.state = CircuitState::HalfOpen { probing: false };
        }
    }

    /// Opens the breaker although the row of failures is shorter: for outlier ejection, and after
    /// failed liveness checks. A probe under way decides for itself.
    pub fn force_open(&self) -> Option<BreakerChange> {
        let mut inner = self.lock_inner();
        let passes = matches!(
            inner.state,
            CircuitState::Closed { .. } | CircuitState::HalfOpen { probing: false }
        );
        passes.then(|| self.open(&mut inner))
    }

    /// When to check whether the endpoint is alive; `None` unless the breaker is open.
    pub fn next_check_at(&self) -> Option<Instant> {
        match self.lock_inner().state {
            CircuitState::Open { until } => Some(until),
            CircuitState::Closed { .. } | CircuitState::HalfOpen { .. } => None,
        }
    }

    /// Takes the result of a liveness check while the breaker is open.
    pub fn record_check(&self, alive: bool) {
        let mut inner = self.lock_inner();
        if matches!(inner.state, CircuitState::Open { .. }) {
            if alive {
                inner.enter_state(CircuitState::HalfOpen { probing: false });
            } else {
                inner.state = CircuitState::Open { until: Instant::now() + CHECK_PAUSE };
            }
        }
    }

    /// The state, the time in it, and how often the breaker has opened.
    pub fn current_state(&self) -> (BreakerState, Duration, u64) {
        let inner = self.lock_inner();
        let state = match inner.state {
            CircuitState::Closed { .. } => BreakerState::Closed,
            CircuitState::Open { .. } => BreakerState::Open,
            CircuitState::HalfOpen { .. } => BreakerState::HalfOpen,
        };
        (state, inner.since.elapsed(), inner.opened)
    }

    /// Notifies each time the breaker opens or its endpoint is lost in another way.
    pub fn subscribe_disconnect(&self) -> watch::Receiver<()> {
        self.lost.subscribe()
    }

    pub fn notify_disconnect(&self) {
        self.lost.send_replace(());
    }

    fn lock_inner(&self) -> MutexGuard<'_, BreakerInner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self, inner: &mut BreakerInner) -> BreakerChange {
        let after = match inner.state {
            CircuitState::Closed { first: Some(first), .. } => first.elapsed(),
            _ => Duration::ZERO,
        };
        let until = Instant::now() + inner.backoff.next_pause();
        inner.enter_state(CircuitState::Open { until });
        inner.opened += 1;
        self.notify_disconnect();
        BreakerChange::Opened { after }
    }
}

impl CircuitState {
    const CLOSED: Self = Self::Closed { failures: 0, first: None };
}

impl BreakerInner {
    fn enter_state(&mut self, state: CircuitState) {
        (self.state, self.since) = (state, Instant::now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::advance;

    fn fail(breaker: &CircuitBreaker, times: u32) {
        for _ in 0..times {
            let _change = breaker.record_failure(breaker.try_acquire().unwrap());
        }
    }

    fn opened() -> CircuitBreaker {
        let breaker = CircuitBreaker::new();
        fail(&breaker, FAILURES);
        breaker
    }

    fn is(breaker: &CircuitBreaker, state: BreakerState) -> bool {
        breaker.current_state().0 == state
    }

    #[tokio::test(start_paused = true)]
    async fn five_failures_in_a_row_open_it_and_a_success_between_starts_the_count_anew() {
        let breaker = CircuitBreaker::new();
        fail(&breaker, 4);
        assert_eq!(breaker.record_success(breaker.try_acquire().unwrap()), None);
        fail(&breaker, 1);
        advance(Duration::from_millis(70)).await;
        fail(&breaker, 3);
        assert!(is(&breaker, BreakerState::Closed));
        let change = breaker.record_failure(breaker.try_acquire().unwrap());
        assert_eq!(change, Some(BreakerChange::Opened { after: Duration::from_millis(70) }));
        assert_eq!(breaker.try_acquire(), None);
        assert_eq!(breaker.current_state().2, 1);
    }

    #[tokio::test(start_paused = true)]
    async fn an_open_one_stays_open_until_its_endpoint_is_found_alive() {
        let breaker = opened();
        for _ in 0..10 {
            tokio::time::sleep_until(breaker.next_check_at().unwrap()).await;
            breaker.record_check(false);
            assert_eq!(breaker.try_acquire(), None);
            assert!(breaker.next_check_at().unwrap() - Instant::now() <= CHECK_PAUSE);
        }
        breaker.record_check(true);
        assert!(is(&breaker, BreakerState::HalfOpen));
        assert_eq!(breaker.next_check_at(), None);
    }

    #[tokio::test(start_paused = true)]
    async fn half_open_admits_exactly_one_probe_and_its_success_closes() {
        let breaker = opened();
        breaker.record_check(true);
        let probe = breaker.try_acquire().unwrap();
        assert_eq!(probe, CallPermit::Probe);
        assert!((0..100).all(|_| breaker.try_acquire().is_none()));
        assert_eq!(breaker.record_success(probe), Some(BreakerChange::Closed));
        assert!((0..3).all(|_| breaker.try_acquire() == Some(CallPermit::Call)));
    }

    #[tokio::test(start_paused = true)]
    async fn a_failed_probe_opens_it_for_longer_up_to_the_cap() {
        let breaker = opened();
        let mut longest = FIRST_PAUSE;
        for _ in 0..6 {
            breaker.record_check(true);
            fail(&breaker, 1);
            longest = (longest * 2).min(LONGEST_PAUSE);
            let pause = breaker.next_check_at().unwrap() - Instant::now();
            assert!(longest / 2 <= pause && pause <= longest, "{pause:?} of {longest:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_probe_whose_caller_went_away_is_handed_to_the_next() {
        let breaker = opened();
        breaker.record_check(true);
        breaker.release_permit(breaker.try_acquire().unwrap());
        let probe = breaker.try_acquire().unwrap();
        assert_eq!(
            (probe, breaker.record_success(probe)),
            (CallPermit::Probe, Some(BreakerChange::Closed))
        );
    }

    #[tokio::test(start_paused = true)]
    async fn latecomers_from_before_it_opened_decide_nothing() {
        let breaker = CircuitBreaker::new();
        let early = breaker.try_acquire().unwrap();
        fail(&breaker, FAILURES);
        assert_eq!(breaker.record_success(early), None);
        assert!(is(&breaker, BreakerState::Open));
        breaker.record_check(true);
        let probe = breaker.try_acquire().unwrap();
        assert_eq!(breaker.record_failure(early), None);
        assert!(is(&breaker, BreakerState::HalfOpen));
        assert_eq!(breaker.record_success(probe), Some(BreakerChange::Closed));
    }

    #[tokio::test(start_paused = true)]
    async fn an_ejected_one_is_open_at_once_and_is_told_of_but_a_probe_decides_for_itself() {
        let breaker = CircuitBreaker::new();
        let mut told = breaker.subscribe_disconnect();
        fail(&breaker, 1);
        advance(Duration::from_millis(200)).await;
        assert_eq!(
            breaker.force_open(),
            Some(BreakerChange::Opened { after: Duration::from_millis(200) })
        );
        assert!(told.has_changed().unwrap());
        told.mark_unchanged();
        assert_eq!(breaker.force_open(), None);
        breaker.record_check(true);
        let _probe = breaker.try_acquire().unwrap();
        assert_eq!(breaker.force_open(), None);
    }
}
