//! Exponential backoff before a process that ended is restarted.

use std::time::Duration;

/// Doubles from `first` to `longest` while the process keeps ending within `healthy`.
#[derive(Debug, Clone, Copy)]
pub struct RestartBackoff {
    pub first: Duration,
    pub longest: Duration,
    /// A process that lived this long had started properly, so the backoff starts over.
    pub healthy: Duration,
}

impl RestartBackoff {
    /// The wait before the next start, after a process that ran for `lived`; `last` is the wait
    /// before its own start.
    pub fn next_pause(&self, lived: Duration, last: Option<Duration>) -> Duration {
        last.filter(|_| lived < self.healthy)
            .map_or(self.first, |last| (last * 2).min(self.longest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_limit_and_start_over_after_a_healthy_life() {
        let seconds = Duration::from_secs;
        let backoff = RestartBackoff {
            first: Duration::from_millis(200),
            longest: seconds(10),
            healthy: seconds(30),
        };
        let mut last = None;
        let mut waits = |lived, times| {
            let next = |_| *last.insert(backoff.next_pause(lived, last));
            (0..times).map(next).map(|wait| wait.as_millis()).collect::<Vec<_>>()
        };
        assert_eq!(waits(Duration::ZERO, 8), [200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]);
        assert_eq!(waits(seconds(30), 1), [200]);
        assert_eq!(waits(Duration::ZERO, 2), [400, 800]);
    }
}
