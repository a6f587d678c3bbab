//! Time and ids are passed in, so a test decides what time it is.

#![expect(clippy::disallowed_methods, reason = "the one place that asks the machine for the time")]

use jiff::{SignedDuration, Timestamp};
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// Where the time comes from.
#[derive(Clone)]
pub struct Clock(Source);

#[derive(Clone)]
enum Source {
    System,
    Manual(Arc<Mutex<Timestamp>>),
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands at `start` until [`Clock::advance`] moves it; clones move together.
    pub fn manual(start: Timestamp) -> Self {
        Self(Source::Manual(Arc::new(Mutex::new(start))))
    }

    /// Moves a manual clock; the machine's clock stays as it is.
    pub fn advance(&self, by: SignedDuration) {
        if let Source::Manual(now) = &self.0 {
            *now.lock().unwrap_or_else(PoisonError::into_inner) += by;
        }
    }

    /// Now, to the millisecond: what the databases keep.
    pub fn now(&self) -> Timestamp {
        let now = match &self.0 {
            Source::System => Timestamp::now(),
            Source::Manual(now) => *now.lock().unwrap_or_else(PoisonError::into_inner),
        };
        Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    }

    /// A new id that sorts by time.
    pub fn uuid_v7(&self) -> Uuid {
        let millis = u64::try_from(self.now().as_millisecond()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &rand::random()).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_moves_only_when_told_and_ids_follow_it() {
        let clock = Clock::manual(Timestamp::UNIX_EPOCH);
        let (first, twin) = (clock.uuid_v7(), clock.clone());
        clock.advance(SignedDuration::from_secs(1));
        assert_eq!(twin.now().as_millisecond(), 1000);
        assert!(first < clock.uuid_v7());
        assert_eq!(first.get_version_num(), 7);
    }
}
