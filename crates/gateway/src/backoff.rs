//! Exponential backoff with a cap. The jitter keeps many gateways from retrying at the same moment.

use std::time::Duration;

#[derive(Debug, Clone)]
pub(crate) struct JitteredBackoff {
    base: Duration,
    cap: Duration,
    next: Duration,
}

impl JitteredBackoff {
    pub const fn new(base: Duration, cap: Duration) -> Self {
        Self { base, cap, next: base }
    }

    /// The next pause: between half and all of the current step, which then doubles.
    pub fn next_pause(&mut self) -> Duration {
        let pause = self.next.mul_f64(rand::random_range(0.5..=1.0));
        self.next = (self.next * 2).min(self.cap);
        pause
    }

    /// After a success the next pause is short again.
    pub fn reset(&mut self) {
        self.next = self.base;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_cap_and_start_short_after_a_success() {
        let mut backoff = JitteredBackoff::new(Duration::from_millis(500), Duration::from_secs(5));
        for step_ms in [500u64, 1000, 2000, 4000, 5000, 5000] {
            let pause = backoff.next_pause();
            let step = Duration::from_millis(step_ms);
            assert!(step / 2 <= pause && pause <= step, "{pause:?} of {step:?}");
        }
        backoff.reset();
        assert!(backoff.next_pause() <= Duration::from_millis(500));
    }
}
