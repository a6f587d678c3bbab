//! Exponential backoff before a process that ended is restarted.

use std::time::Duration;

const FIRST: Duration = Duration::from_millis(200);
const LONGEST: Duration = Duration::from_secs(10);
/// A process that lived this long had started properly, so the backoff starts over.
const HEALTHY: Duration = Duration::from_secs(30);

/// Doubles from 0.2 s to 10 s while the process keeps ending within [`HEALTHY`].
#[derive(Debug, Clone)]
pub struct Backoff(Duration);

impl Default for Backoff {
    fn default() -> Self {
        Self(FIRST)
    }
}

impl Backoff {
    /// The wait before the next start, after a process that ran for `lived`.
    pub fn after(&mut self, lived: Duration) -> Duration {
        let wait = if lived >= HEALTHY { FIRST } else { self.0 };
        self.0 = (wait * 2).min(LONGEST);
        wait
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_limit_and_start_over_after_a_healthy_life() {
        let mut backoff = Backoff::default();
        let mut waits =
            |lived, times| (0..times).map(|_| backoff.after(lived).as_millis()).collect::<Vec<_>>();
        assert_eq!(waits(Duration::ZERO, 8), [200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]);
        assert_eq!(waits(HEALTHY, 1), [200]);
        assert_eq!(waits(Duration::ZERO, 2), [400, 800]);
    }
}
