//! A circuit breaker for each endpoint: an endpoint that fails repeatedly is left alone for a
//! moment, so that callers do not queue behind its deadline and it is not overloaded while it comes
//! back.
//!
//! - Closed: calls pass. Five failures in a row open it, and so does [`Breaker::eject`].
//! - Open: nothing passes. When the pause is over and the endpoint is found alive, it is half-open.
//! - Half-open: exactly one call passes as the probe; its outcome closes the breaker or opens it for
//!   a longer time.

use crate::{backoff::Backoff, status::BreakerState};
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

pub(crate) struct Breaker {
    inner: Mutex<Inner>,
    lost: watch::Sender<()>,
}

struct Inner {
    state: State,
    since: Instant,
    opened: u64,
    backoff: Backoff,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
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
pub(crate) enum Permit {
    Call,
    Probe,
}

/// A change of the breaker's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    Opened {
        /// Time since the first of the failures in a row.
        after: Duration,
    },
    Closed,
}

impl Breaker {
    pub fn new() -> Self {
        let inner = Inner {
            state: State::CLOSED,
            since: Instant::now(),
            opened: 0,
            backoff: Backoff::new(FIRST_PAUSE, LONGEST_PAUSE),
        };
        Self { inner: Mutex::new(inner), lost: watch::Sender::new(()) }
    }

    /// A permit, or `None` while the breaker is open or its one probe is under way.
    pub fn admit(&self) -> Option<Permit> {
        let mut inner = self.lock();
        match inner.state {
            State::Closed { .. } => Some(Permit::Call),
            State::HalfOpen { probing: false } => {
                inner.state = State::HalfOpen { probing: true };
                Some(Permit::Probe)
            }
            State::Open { .. } | State::HalfOpen { probing: true } => None,
        }
    }

    /// The endpoint answered, with anything but a failure of its own.
    pub fn succeeded(&self, permit: Permit) -> Option<Change> {
        let mut inner = self.lock();
        match (inner.state, permit) {
            (_, Permit::Probe) => {
                inner.backoff.reset();
                inner.enter(State::CLOSED);
                Some(Change::Closed)
            }
            (State::Closed { .. }, Permit::Call) => {
                inner.state = State::CLOSED;
                None
            }
            // A call from before the breaker opened: only the probe decides.
            (State::Open { .. } | State::HalfOpen { .. }, Permit::Call) => None,
        }
    }

    /// No answer in time, a broken connection, or a 5xx.
    pub fn failed(&self, permit: Permit) -> Option<Change> {
        let mut inner = self.lock();
        match (inner.state, permit) {
            (_, Permit::Probe) => Some(self.open(&mut inner)),
            (State::Closed { failures, first }, Permit::Call) => {
                let (failures, first) = (failures + 1, first.or(Some(Instant::now())));
                inner.state = State::Closed { failures, first };
                (failures >= FAILURES).then(|| self.open(&mut inner))
            }
            (State::Open { .. } | State::HalfOpen { .. }, Permit::Call) => None,
        }
    }

    /// The caller went away: the outcome of its probe is unknown, and the next call probes.
    pub fn abandoned(&self, permit: Permit) {
        let mut inner = self.lock();
        if permit == Permit::Probe && inner.state == (State::HalfOpen { probing: true }) {
            inner.state = State::HalfOpen { probing: false };
        }
    }

    /// Opens the breaker although the row of failures is shorter: for outlier ejection, and after
    /// failed liveness checks. A probe under way decides for itself.
    pub fn eject(&self) -> Option<Change> {
        let mut inner = self.lock();
        let passes = matches!(inner.state, State::Closed { .. } | State::HalfOpen { probing: false });
        passes.then(|| self.open(&mut inner))
    }

    /// When to check whether the endpoint is alive; `None` unless the breaker is open.
    pub fn check_at(&self) -> Option<Instant> {
        match self.lock().state {
            State::Open { until } => Some(until),
            State::Closed { .. } | State::HalfOpen { .. } => None,
        }
    }

    /// Takes the result of a liveness check while the breaker is open.
    pub fn checked(&self, alive: bool) {
        let mut inner = self.lock();
        if matches!(inner.state, State::Open { .. }) {
            if alive {
                inner.enter(State::HalfOpen { probing: false });
            } else {
                inner.state = State::Open { until: Instant::now() + CHECK_PAUSE };
            }
        }
    }

    /// The state, the time in it, and how often the breaker has opened.
    pub fn state(&self) -> (BreakerState, Duration, u64) {
        let inner = self.lock();
        let state = match inner.state {
            State::Closed { .. } => BreakerState::Closed,
            State::Open { .. } => BreakerState::Open,
            State::HalfOpen { .. } => BreakerState::HalfOpen,
        };
        (state, inner.since.elapsed(), inner.opened)
    }

    /// Notifies each time the breaker opens or its endpoint is lost in another way.
    pub fn lost(&self) -> watch::Receiver<()> {
        self.lost.subscribe()
    }

    pub fn tell_lost(&self) {
        self.lost.send_replace(());
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self, inner: &mut Inner) -> Change {
        let after = match inner.state {
            State::Closed { first: Some(first), .. } => first.elapsed(),
            _ => Duration::ZERO,
        };
        let until = Instant::now() + inner.backoff.pause();
        inner.enter(State::Open { until });
        inner.opened += 1;
        self.tell_lost();
        Change::Opened { after }
    }
}

impl State {
    const CLOSED: Self = Self::Closed { failures: 0, first: None };
}

impl Inner {
    fn enter(&mut self, state: State) {
        (self.state, self.since) = (state, Instant::now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::advance;

    fn fail(breaker: &Breaker, times: u32) {
        for _ in 0..times {
            let _change = breaker.failed(breaker.admit().unwrap());
        }
    }

    fn opened() -> Breaker {
        let breaker = Breaker::new();
        fail(&breaker, FAILURES);
        breaker
    }

    fn is(breaker: &Breaker, state: BreakerState) -> bool {
        breaker.state().0 == state
    }

    #[tokio::test(start_paused = true)]
    async fn five_failures_in_a_row_open_it_and_a_success_between_starts_the_count_anew() {
        let breaker = Breaker::new();
        fail(&breaker, 4);
        assert_eq!(breaker.succeeded(breaker.admit().unwrap()), None);
        fail(&breaker, 1);
        advance(Duration::from_millis(70)).await;
        fail(&breaker, 3);
        assert!(is(&breaker, BreakerState::Closed));
        let change = breaker.failed(breaker.admit().unwrap());
        assert_eq!(change, Some(Change::Opened { after: Duration::from_millis(70) }));
        assert_eq!(breaker.admit(), None);
        assert_eq!(breaker.state().2, 1);
    }

    #[tokio::test(start_paused = true)]
    async fn an_open_one_stays_open_until_its_endpoint_is_found_alive() {
        let breaker = opened();
        for _ in 0..10 {
            tokio::time::sleep_until(breaker.check_at().unwrap()).await;
            breaker.checked(false);
            assert_eq!(breaker.admit(), None);
            assert!(breaker.check_at().unwrap() - Instant::now() <= CHECK_PAUSE);
        }
        breaker.checked(true);
        assert!(is(&breaker, BreakerState::HalfOpen));
        assert_eq!(breaker.check_at(), None);
    }

    #[tokio::test(start_paused = true)]
    async fn half_open_admits_exactly_one_probe_and_its_success_closes() {
        let breaker = opened();
        breaker.checked(true);
        let probe = breaker.admit().unwrap();
        assert_eq!(probe, Permit::Probe);
        assert!((0..100).all(|_| breaker.admit().is_none()));
        assert_eq!(breaker.succeeded(probe), Some(Change::Closed));
        assert!((0..3).all(|_| breaker.admit() == Some(Permit::Call)));
    }

    #[tokio::test(start_paused = true)]
    async fn a_failed_probe_opens_it_for_longer_up_to_the_cap() {
        let breaker = opened();
        let mut longest = FIRST_PAUSE;
        for _ in 0..6 {
            breaker.checked(true);
            fail(&breaker, 1);
            longest = (longest * 2).min(LONGEST_PAUSE);
            let pause = breaker.check_at().unwrap() - Instant::now();
            assert!(longest / 2 <= pause && pause <= longest, "{pause:?} of {longest:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_probe_whose_caller_went_away_is_handed_to_the_next() {
        let breaker = opened();
        breaker.checked(true);
        breaker.abandoned(breaker.admit().unwrap());
        let probe = breaker.admit().unwrap();
        assert_eq!((probe, breaker.succeeded(probe)), (Permit::Probe, Some(Change::Closed)));
    }

    #[tokio::test(start_paused = true)]
    async fn latecomers_from_before_it_opened_decide_nothing() {
        let breaker = Breaker::new();
        let early = breaker.admit().unwrap();
        fail(&breaker, FAILURES);
        assert_eq!(breaker.succeeded(early), None);
        assert!(is(&breaker, BreakerState::Open));
        breaker.checked(true);
        let probe = breaker.admit().unwrap();
        assert_eq!(breaker.failed(early), None);
        assert!(is(&breaker, BreakerState::HalfOpen));
        assert_eq!(breaker.succeeded(probe), Some(Change::Closed));
    }

    #[tokio::test(start_paused = true)]
    async fn an_ejected_one_is_open_at_once_and_is_told_of_but_a_probe_decides_for_itself() {
        let breaker = Breaker::new();
        let mut told = breaker.lost();
        fail(&breaker, 1);
        advance(Duration::from_millis(200)).await;
        assert_eq!(breaker.eject(), Some(Change::Opened { after: Duration::from_millis(200) }));
        assert!(told.has_changed().unwrap());
        told.mark_unchanged();
        assert_eq!(breaker.eject(), None);
        breaker.checked(true);
        let _probe = breaker.admit().unwrap();
        assert_eq!(breaker.eject(), None);
    }
}
