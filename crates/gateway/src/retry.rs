//! Retry policy. A retry helps one caller and costs the service another call, so only calls that
//! may be repeated are retried, twice at most, inside the caller's deadline, and out of a budget: a
//! fifth of the calls of the last ten seconds, plus one a second so that a quiet café's lone call
//! is retried too.

use crate::backoff::JitteredBackoff;
use std::time::Duration;
use tokio::time::Instant;
use tower::retry::budget::{Budget, TpsBudget};

const WINDOW: Duration = Duration::from_secs(10);
const RESERVE_PER_S: u32 = 1;
const SHARE: f32 = 0.2;
const MOST: u32 = 2;
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_millis(200);
/// With less time than this, a try would say more about the caller's hurry than about the service.
const SHORTEST_TRY: Duration = Duration::from_millis(20);

/// Whether a call may be sent twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RepeatPolicy {
    /// Idempotent: reads, keyed placements, version-guarded transitions.
    Safe,
    /// One try only.
    Never,
}

/// The retry budget of one dependency.
pub(crate) struct RetryBudget(TpsBudget);

/// The retries of one call.
pub(crate) struct CallRetries<'a> {
    budget: &'a RetryBudget,
    left: u32,
    backoff: JitteredBackoff,
    deadline: Instant,
}

impl RetryBudget {
    pub fn new() -> Self {
        Self(TpsBudget::new(WINDOW, RESERVE_PER_S, SHARE))
    }

    /// Begins a call that has to end by `deadline`.
    pub fn begin_call(&self, repeat: RepeatPolicy, deadline: Instant) -> CallRetries<'_> {
        self.0.deposit();
        let left = if repeat == RepeatPolicy::Safe { MOST } else { 0 };
        CallRetries {
            budget: self,
            left,
            backoff: JitteredBackoff::new(FIRST_PAUSE, LONGEST_PAUSE),
            deadline,
        }
    }
}

impl CallRetries<'_> {
    /// Pause before another try at the same endpoint; `None` means to give up.
    pub fn next_pause(&mut self) -> Option<Duration> {
        let pause = self.backoff.next_pause();
        self.take_retry(pause)
    }

    /// The same for another endpoint, which needs no pause.
    pub fn next_elsewhere(&mut self) -> Option<Duration> {
        self.take_retry(Duration::ZERO)
    }

    fn take_retry(&mut self, pause: Duration) -> Option<Duration> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if self.left == 0 || left < pause + SHORTEST_TRY || !self.budget.0.withdraw() {
            return None;
        }
        self.left -= 1;
        Some(pause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn second() -> Instant {
        Instant::now() + Duration::from_secs(1)
    }

    #[tokio::test(start_paused = true)]
    async fn under_total_failure_retries_stay_within_a_fifth_and_the_reserve() {
        let budget = RetryBudget::new();
        let mut retries = 0;
        for _ in 0..1000 {
            let mut call = budget.begin_call(RepeatPolicy::Safe, second());
            while call.next_pause().is_some() {
                retries += 1;
            }
        }
        assert!((200..=210).contains(&retries), "{retries} retries of 1000 calls");
    }

    #[tokio::test(start_paused = true)]
    async fn a_lone_call_is_repeated_twice_and_no_more() {
        let budget = RetryBudget::new();
        let mut call = budget.begin_call(RepeatPolicy::Safe, second());
        assert!(call.next_pause().is_some() && call.next_pause().is_some());
        assert_eq!(call.next_pause(), None);
    }

    #[tokio::test(start_paused = true)]
    async fn an_unsafe_call_is_never_repeated() {
        assert_eq!(RetryBudget::new().begin_call(RepeatPolicy::Never, second()).next_pause(), None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_whose_time_is_nearly_over_is_not_repeated() {
        let budget = RetryBudget::new();
        let mut call = budget.begin_call(RepeatPolicy::Safe, second());
        tokio::time::advance(Duration::from_millis(985)).await;
        assert_eq!((call.next_elsewhere(), call.next_pause()), (None, None));
    }
}
