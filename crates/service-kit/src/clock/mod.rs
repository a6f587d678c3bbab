//! The clock and id generator, which is passed in everywhere, so that tests control the time.
//!
//! A wall clock may be set by a time service after a power cut, by hand, or by mistake. A [`Clock`]
//! remembers these steps. [`Clock::elapsed_since`] is the true age of a timestamp despite forward
//! steps, and [`Clock::find_anomaly`] says whether the current time is reliable.

#![expect(clippy::disallowed_methods, reason = "the one place that asks the machine for the time")]

mod watch;

use jiff::{SignedDuration, Timestamp};
use std::{
    sync::{Arc, LazyLock, Mutex, PoisonError},
    time::Duration,
};
use uuid::Uuid;
use watch::ClockWatch;
pub use watch::{ClockAnomaly, ClockStep};

/// The history of the machine's clock, shared by the whole process.
static WATCH: LazyLock<Mutex<ClockWatch>> = LazyLock::new(Mutex::default);

/// A source of time and ids: the machine's clock, or a manual one for tests.
#[derive(Debug, Clone)]
pub struct Clock(ClockSource);

#[derive(Debug, Clone)]
enum ClockSource {
    System,
    Manual(Arc<Mutex<ManualTime>>),
}

#[derive(Debug)]
struct ManualTime {
    now: Timestamp,
    uptime: Duration,
    watch: ClockWatch,
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(ClockSource::System)
    }

    /// A manual clock that shows `start` until [`Clock::advance_by`] moves it; clones move
    /// together.
    pub fn manual(start: Timestamp) -> Self {
        Self(ClockSource::Manual(Arc::new(Mutex::new(ManualTime {
            now: start,
            uptime: Duration::ZERO,
            watch: ClockWatch::default(),
        }))))
    }

    /// Lets time pass on a manual clock; no effect on the machine's clock.
    pub fn advance_by(&self, by: SignedDuration) {
        self.now();
        if let ClockSource::Manual(time) = &self.0 {
            let mut time = time.lock().unwrap_or_else(PoisonError::into_inner);
            time.now += by;
            time.uptime += by.unsigned_abs();
        }
    }

    /// Sets a manual clock forward or back as a time service does, without time passing.
    pub fn shift_by(&self, by: SignedDuration) {
        self.now();
        if let ClockSource::Manual(time) = &self.0 {
            time.lock().unwrap_or_else(PoisonError::into_inner).now += by;
        }
    }

    /// The current time in whole milliseconds, the precision of the databases.
    pub fn now(&self) -> Timestamp {
        let now = self.read_clocks(|_, now, _| now);
        Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    }

    /// Monotonic time since an arbitrary start, including time in suspend; setting the clock does
    /// not affect it.
    pub fn uptime(&self) -> Duration {
        self.read_clocks(|_, _, uptime| uptime)
    }

    /// The last step forward, if any. Check it before ending anything that has expired.
    pub fn last_step(&self) -> Option<ClockStep> {
        self.read_clocks(|watch, _, _| watch.last_step())
    }

    /// The age of `at`, minus the time that the clock was set forward since. Negative for a future
    /// time.
    pub fn elapsed_since(&self, at: Timestamp) -> SignedDuration {
        self.read_clocks(|watch, now, _| {
            now.duration_since(at).saturating_sub(watch.skipped_since(at))
        })
    }

    /// The time that the clock was set forward since `at`.
    pub fn skipped_since(&self, at: Timestamp) -> SignedDuration {
        self.read_clocks(|watch, _, _| watch.skipped_since(at))
    }

    /// Why the clock is unreliable, if it is.
    pub fn find_anomaly(&self) -> Option<ClockAnomaly> {
        self.read_clocks(|watch, now, uptime| watch.find_anomaly(now, uptime))
    }

    /// Records the newest stored timestamp as evidence of a time that has already passed.
    pub fn record_newest_time(&self, newest: Timestamp) {
        self.read_clocks(|watch, now, uptime| watch.record_newest_time(newest, now, uptime));
    }

    /// Reads the wall clock and the uptime together and records whether they agree.
    fn read_clocks<T>(&self, ask: impl FnOnce(&mut ClockWatch, Timestamp, Duration) -> T) -> T {
        match &self.0 {
            ClockSource::System => {
                let mut watch = WATCH.lock().unwrap_or_else(PoisonError::into_inner);
                let now = Timestamp::now();
                let uptime = since_boot();
                watch.record_reading(now, uptime);
                ask(&mut watch, now, uptime)
            }
            ClockSource::Manual(time) => {
                let mut time = time.lock().unwrap_or_else(PoisonError::into_inner);
                let now = time.now;
                let uptime = time.uptime;
                time.watch.record_reading(now, uptime);
                ask(&mut time.watch, now, uptime)
            }
        }
    }

    /// A new UUIDv7, which sorts by time.
    pub fn uuid_v7(&self) -> Uuid {
        let millis = u64::try_from(self.now().as_millisecond()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &rand::random()).into_uuid()
    }
}

/// Time since boot, including suspend: otherwise a wake-up would look like a clock that was set
/// forward.
fn since_boot() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    Duration::try_from(time).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_moves_only_when_told_and_ids_follow_it() {
        let clock = Clock::manual(Timestamp::UNIX_EPOCH);
        let first = clock.uuid_v7();
        let twin = clock.clone();
        clock.advance_by(SignedDuration::from_secs(1));
        assert_eq!(twin.now().as_millisecond(), 1000);
        assert!(first < clock.uuid_v7());
        assert_eq!(first.get_version_num(), 7);
    }

    #[test]
    fn the_machines_own_clocks_agree_and_go_on() {
        let clock = Clock::system();
        let at = Clock::system().now();
        let before = clock.uptime();
        assert!(clock.elapsed_since(at) >= SignedDuration::ZERO && clock.uptime() >= before);
        assert!(before > Duration::ZERO);
    }
}
