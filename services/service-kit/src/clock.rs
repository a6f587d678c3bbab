//! Time and ids are passed in, so a test decides what time it is.
//!
//! A wall clock is set: by a time service after a power cut, by hand, by mistake. A [`Clock`] remembers the steps that it took, so that
//! [`Clock::passed_since`] tells how long ago something was, whatever the clock showed meanwhile, and [`Clock::doubt`] whether what
//! it shows can be relied on.

#![expect(clippy::disallowed_methods, reason = "the one place that asks the machine for the time")]

mod watch;

use jiff::{SignedDuration, Timestamp};
use std::{
    sync::{Arc, LazyLock, Mutex, PoisonError},
    time::Duration,
};
use uuid::Uuid;
use watch::ClockWatch;
pub use watch::{ClockDoubt, ClockStep};

/// How the machine's clock went, for all of the process.
static WATCH: LazyLock<Mutex<ClockWatch>> = LazyLock::new(Mutex::default);

/// Where the time comes from.
#[derive(Debug, Clone)]
pub struct Clock(Source);

#[derive(Debug, Clone)]
enum Source {
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
        Self(Source::System)
    }

    /// A clock that stands at `start` until [`Clock::advance`] moves it; clones move together.
    pub fn manual(start: Timestamp) -> Self {
        Self(Source::Manual(Arc::new(Mutex::new(ManualTime {
            now: start,
            uptime: Duration::ZERO,
            watch: ClockWatch::default(),
        }))))
    }

    /// Lets time pass on a manual clock; the machine's clock stays as it is.
    pub fn advance(&self, by: SignedDuration) {
        self.now();
        if let Source::Manual(time) = &self.0 {
            let mut time = time.lock().unwrap_or_else(PoisonError::into_inner);
            time.now += by;
            time.uptime += by.unsigned_abs();
        }
    }

    /// Sets a manual clock forward or back, as a time service does: no time passes.
    pub fn set_by(&self, by: SignedDuration) {
        self.now();
        if let Source::Manual(time) = &self.0 {
            time.lock().unwrap_or_else(PoisonError::into_inner).now += by;
        }
    }

    /// Now, to the millisecond: what the databases keep.
    pub fn now(&self) -> Timestamp {
        let now = self.look(|_, now, _| now);
        Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    }

    /// Time that has passed since some moment, also while the machine was asleep, whatever the clock is set to.
    pub fn uptime(&self) -> Duration {
        self.look(|_, _, uptime| uptime)
    }

    /// The last step forward, if there was any. To be asked before whatever is over is ended.
    pub fn last_step(&self) -> Option<ClockStep> {
        self.look(|watch, _, _| watch.last_step())
    }

    /// How long ago the clock showed `at`, without the time that it was set forward by since. Below zero for what is to come.
    pub fn passed_since(&self, at: Timestamp) -> SignedDuration {
        self.look(|watch, now, _| now.duration_since(at).saturating_sub(watch.skipped_since(at)))
    }

    /// By how much it was set forward since it showed `at`.
    pub fn skipped_since(&self, at: Timestamp) -> SignedDuration {
        self.look(|watch, _, _| watch.skipped_since(at))
    }

    /// Why what it shows is not to be relied on, if it is not.
    pub fn doubt(&self) -> Option<ClockDoubt> {
        self.look(|watch, now, uptime| watch.doubt(now, uptime))
    }

    /// Takes the newest time that was kept for one that has been.
    pub fn witness(&self, newest: Timestamp) {
        self.look(|watch, now, uptime| watch.witness(newest, now, uptime));
    }

    /// Reads both clocks together, and notices whether they agree.
    fn look<T>(&self, ask: impl FnOnce(&mut ClockWatch, Timestamp, Duration) -> T) -> T {
        match &self.0 {
            Source::System => {
                let mut watch = WATCH.lock().unwrap_or_else(PoisonError::into_inner);
                let (now, uptime) = (Timestamp::now(), since_boot());
                watch.note(now, uptime);
                ask(&mut watch, now, uptime)
            }
            Source::Manual(time) => {
                let mut time = time.lock().unwrap_or_else(PoisonError::into_inner);
                let (now, uptime) = (time.now, time.uptime);
                time.watch.note(now, uptime);
                ask(&mut time.watch, now, uptime)
            }
        }
    }

    /// A new id that sorts by time.
    pub fn uuid_v7(&self) -> Uuid {
        let millis = u64::try_from(self.now().as_millisecond()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &rand::random()).into_uuid()
    }
}

/// A machine that is asleep is no machine whose clock is set, so the time for which it sleeps counts.
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
        let (first, twin) = (clock.uuid_v7(), clock.clone());
        clock.advance(SignedDuration::from_secs(1));
        assert_eq!(twin.now().as_millisecond(), 1000);
        assert!(first < clock.uuid_v7());
        assert_eq!(first.get_version_num(), 7);
    }

    #[test]
    fn the_machines_own_clocks_agree_and_go_on() {
        let (clock, at) = (Clock::system(), Clock::system().now());
        let before = clock.uptime();
        assert!(clock.passed_since(at) >= SignedDuration::ZERO && clock.uptime() >= before);
        assert!(before > Duration::ZERO);
    }
}
