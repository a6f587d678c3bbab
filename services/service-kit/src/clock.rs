//! Time and ids are passed in, so a test decides what time it is.

#![expect(clippy::disallowed_methods, reason = "the one place that asks the machine for the time")]

use jiff::{SignedDuration, Timestamp};
use std::{
    sync::{Arc, LazyLock, Mutex, PoisonError},
    time::{Duration, Instant},
};
use uuid::Uuid;

/// Where [`Clock::uptime`] counts from.
static STARTED: LazyLock<Instant> = LazyLock::new(Instant::now);
/// What the two clocks may drift apart between two looks: a time service corrects little by little, too.
const DRIFT: SignedDuration = SignedDuration::from_secs(5);

/// Where the time comes from.
#[derive(Clone)]
pub struct Clock(Source);

#[derive(Clone)]
enum Source {
    System,
    Manual(Arc<Mutex<ManualTime>>),
}

struct ManualTime {
    now: Timestamp,
    uptime: Duration,
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands at `start` until [`Clock::advance`] moves it; clones move together.
    pub fn manual(start: Timestamp) -> Self {
        Self(Source::Manual(Arc::new(Mutex::new(ManualTime { now: start, uptime: Duration::ZERO }))))
    }

    /// Lets time pass on a manual clock; the machine's clock stays as it is.
    pub fn advance(&self, by: SignedDuration) {
        if let Source::Manual(time) = &self.0 {
            let mut time = time.lock().unwrap_or_else(PoisonError::into_inner);
            time.now += by;
            time.uptime += by.unsigned_abs();
        }
    }

    /// Sets a manual clock forward or back, as a time service does: no time passes.
    pub fn set_by(&self, by: SignedDuration) {
        if let Source::Manual(time) = &self.0 {
            time.lock().unwrap_or_else(PoisonError::into_inner).now += by;
        }
    }

    /// Time that has passed since some moment of this process, whatever the clock is set to meanwhile. A machine that is suspended
    /// lets none pass.
    pub fn uptime(&self) -> Duration {
        match &self.0 {
            Source::System => STARTED.elapsed(),
            Source::Manual(time) => time.lock().unwrap_or_else(PoisonError::into_inner).uptime,
        }
    }

    /// Now, to the millisecond: what the databases keep.
    pub fn now(&self) -> Timestamp {
        let now = match &self.0 {
            Source::System => Timestamp::now(),
            Source::Manual(time) => time.lock().unwrap_or_else(PoisonError::into_inner).now,
        };
        Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    }

    /// A new id that sorts by time.
    pub fn uuid_v7(&self) -> Uuid {
        let millis = u64::try_from(self.now().as_millisecond()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &rand::random()).into_uuid()
    }
}

/// No program of this version ran before: 2026-11-01.
const MADE_AFTER: Timestamp = Timestamp::constant(1_793_491_200, 0);
/// By so much the clocks of two machines may differ.
const BETWEEN_MACHINES: SignedDuration = SignedDuration::from_mins(5);

/// Why a clock that shows `now` is wrong, for the operator, if it can be told: by the program, or by the newest thing that it has kept.
pub fn find_doubt(now: Timestamp, newest: Option<Timestamp>) -> Option<String> {
    let known = newest.map(|newest| newest - BETWEEN_MACHINES).into_iter().chain([MADE_AFTER]).max()?;
    (now < known).then(|| {
        format!(
            "the clock shows {now}, but it is {known} at least: times that are told are wrong until it is set"
        )
    })
}

/// A time by which the clock was set forward.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockStep {
    /// What it would show if it had not been set.
    pub before: Timestamp,
    /// What it showed instead.
    pub after: Timestamp,
}

impl ClockStep {
    /// What was still to come and lay behind once the clock was set.
    pub fn has_skipped(&self, at: Timestamp) -> bool {
        self.before < at && at <= self.after
    }
}

/// Notices when a clock is set: it disagrees with the time that has passed. A machine that wakes up looks the same.
pub struct StepDetector {
    clock: Clock,
    seen: (Timestamp, Duration),
    last: Option<ClockStep>,
}

impl StepDetector {
    /// From now on.
    pub fn new(clock: Clock) -> Self {
        let seen = (clock.now(), clock.uptime());
        Self { clock, seen, last: None }
    }

    /// The last step forward, if there was any. To be asked before whatever is over is ended.
    pub fn last_step(&mut self) -> Option<ClockStep> {
        let (now, uptime) = (self.clock.now(), self.clock.uptime());
        let passed =
            SignedDuration::try_from(uptime.saturating_sub(self.seen.1)).unwrap_or(SignedDuration::MAX);
        let expected = self.seen.0.saturating_add(passed).unwrap_or(now);
        self.seen = (now, uptime);
        let by = now.duration_since(expected);
        if by.abs() > DRIFT {
            tracing::warn!(seconds = by.as_secs(), "the clock was set, or the machine was asleep");
        }
        if by > DRIFT {
            self.last = Some(ClockStep { before: expected, after: now });
        }
        self.last
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

    #[test]
    fn a_clock_from_before_the_program_or_what_it_has_kept_is_doubted() {
        let now: Timestamp = "2026-12-01T12:00:00Z".parse().unwrap();
        let ahead = |minutes| Some(now + SignedDuration::from_mins(minutes));
        assert_eq!(
            [find_doubt(now, None), find_doubt(now, ahead(-60)), find_doubt(now, ahead(5))],
            [None, None, None]
        );
        assert!(find_doubt(now, ahead(6)).unwrap().contains("2026-12-01T12:01:00Z"));
        assert!(find_doubt(Timestamp::UNIX_EPOCH, None).is_some());
    }

    #[test]
    fn a_clock_that_is_set_forward_is_noticed_and_time_that_passes_is_not() {
        let (clock, at) = (Clock::manual(Timestamp::UNIX_EPOCH), |s| Timestamp::from_second(s).unwrap());
        let mut steps = StepDetector::new(clock.clone());
        clock.advance(SignedDuration::from_hours(1));
        assert_eq!(steps.last_step(), None);
        clock.set_by(SignedDuration::from_secs(-86_400));
        assert_eq!(steps.last_step(), None, "back");
        clock.advance(SignedDuration::from_secs(400));
        clock.set_by(SignedDuration::from_secs(86_400));
        let step = ClockStep { before: at(3_600 + 400 - 86_400), after: at(3_600 + 400) };
        assert_eq!(steps.last_step(), Some(step));
        clock.advance(SignedDuration::from_secs(1));
        assert_eq!(steps.last_step(), Some(step), "it is remembered");
        assert!(
            step.has_skipped(at(4_000)) && !step.has_skipped(at(4_001)) && !step.has_skipped(step.before)
        );
    }
}
