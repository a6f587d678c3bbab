//! Detection of clock steps, by comparing the wall clock with the uptime.

use jiff::{SignedDuration, Timestamp};
use std::{collections::VecDeque, fmt, time::Duration};

/// Maximum difference between the two clocks' progress from one reading to the next. A time service
/// also corrects gradually.
const DRIFT: SignedDuration = SignedDuration::from_secs(5);
/// Maximum number of remembered steps.
const STEPS: usize = 8;
/// 2026-11-01: no program of this version ran earlier.
const MADE_AFTER: Timestamp = Timestamp::constant(1_793_491_200, 0);
/// Tolerated difference between the clocks of two machines.
const BETWEEN_MACHINES: SignedDuration = SignedDuration::from_mins(5);
/// A smaller forward step does not make the clock doubtful.
const SMALL_STEP: SignedDuration = SignedDuration::from_mins(30);
/// Longest plausible gap since the newest stored timestamp, such as a shop that closes for a
/// season.
const LONGEST_REST: SignedDuration = SignedDuration::from_hours(400 * 24);
/// A clock that stays ahead for this long, while people are around, counts as right.
const SETTLED_AFTER: Duration = Duration::from_secs(3 * 24 * 3_600);

/// A step by which the clock was set forward.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockStep {
    /// The time that the clock would show without the step.
    pub before: Timestamp,
    /// The time that it showed after the step.
    pub after: Timestamp,
}

impl ClockStep {
    /// Whether the step skipped `at`: it was in the future before the step and has passed after it.
    pub fn has_skipped(&self, at: Timestamp) -> bool {
        self.before < at && at <= self.after
    }

    /// The length of the step.
    pub fn step_length(&self) -> SignedDuration {
        self.after.duration_since(self.before)
    }
}

/// Why a clock is unreliable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockAnomaly {
    /// The clock shows a time before the program was built or before the newest stored timestamp.
    Early {
        /// The earliest possible current time.
        known: Timestamp,
    },
    /// The clock was set forward, or the newest stored timestamp is implausibly old, and this is
    /// not confirmed yet.
    Ahead {
        /// Length of the jump, in seconds.
        seconds: i64,
    },
}

impl fmt::Display for ClockAnomaly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Early { known } => {
                write!(
                    f,
                    "the clock is behind: it is {known} at least, and times that are told are wrong"
                )
            }
            Self::Ahead { seconds } => {
                write!(
                    f,
                    "the clock went {seconds} s ahead: nothing is erased until it is set or has settled"
                )
            }
        }
    }
}

/// The remembered history of a clock.
#[derive(Debug, Default)]
pub(super) struct ClockWatch {
    /// The last reading of the clock and the uptime.
    seen: Option<(Timestamp, Duration)>,
    steps: VecDeque<ClockStep>,
    /// The newest stored timestamp.
    witnessed: Option<Timestamp>,
    /// How far the clock is ahead, and the uptime since which it is.
    ahead: Option<(SignedDuration, Duration)>,
}

impl ClockWatch {
    /// Records one reading and detects a step since the last one.
    pub(super) fn record_reading(&mut self, now: Timestamp, uptime: Duration) {
        let Some((seen, seen_uptime)) = self.seen.replace((now, uptime)) else { return };
        let passed = SignedDuration::try_from(uptime.saturating_sub(seen_uptime));
        let before = seen.saturating_add(passed.unwrap_or(SignedDuration::MAX)).unwrap_or(now);
        let by = now.duration_since(before);
        if by.abs() <= DRIFT {
            return;
        }
        tracing::warn!(seconds = by.as_secs(), "the clock was set");
        if by > DRIFT {
            self.steps.push_back(ClockStep { before, after: now });
            if self.steps.len() > STEPS {
                self.steps.pop_front();
            }
        }
        // A step from an impossible time to a plausible one is a correction, and no reason for
        // doubt.
        let is_mended = before < self.earliest_possible()
            && self.earliest_possible() <= now
            && self.witnessed.is_none_or(|newest| now.duration_since(newest) <= LONGEST_REST);
        let ahead = self.ahead.map_or(SignedDuration::ZERO, |(ahead, _)| ahead).saturating_add(by);
        self.ahead = (!is_mended && ahead >= SMALL_STEP).then_some((ahead, uptime));
    }

    pub(super) fn last_step(&self) -> Option<ClockStep> {
        self.steps.back().copied()
    }

    pub(super) fn skipped_since(&self, at: Timestamp) -> SignedDuration {
        let later = self.steps.iter().filter(|step| at < step.after);
        later.fold(SignedDuration::ZERO, |sum, step| {
            sum.saturating_add(step.after.duration_since(step.before.max(at)))
        })
    }

    pub(super) fn record_newest_time(
        &mut self,
        newest: Timestamp,
        now: Timestamp,
        uptime: Duration,
    ) {
        let rest = now.duration_since(newest);
        if rest > LONGEST_REST {
            self.ahead = Some((rest, uptime));
        }
        self.witnessed = Some(newest);
    }

    pub(super) fn find_anomaly(&self, now: Timestamp, uptime: Duration) -> Option<ClockAnomaly> {
        let ahead = self.ahead.filter(|(_, since)| uptime.saturating_sub(*since) < SETTLED_AFTER);
        let ahead = ahead.map(|(ahead, _)| ClockAnomaly::Ahead { seconds: ahead.as_secs() });
        let known = self.earliest_possible();
        ahead.or_else(|| (now < known).then_some(ClockAnomaly::Early { known }))
    }

    /// The earliest possible current time.
    fn earliest_possible(&self) -> Timestamp {
        self.witnessed.map_or(MADE_AFTER, |newest| MADE_AFTER.max(newest - BETWEEN_MACHINES))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Clock;

    fn clock() -> (Clock, Timestamp) {
        let now: Timestamp = "2026-12-01T12:00:00Z".parse().unwrap();
        (Clock::manual(now), now)
    }

    const HOUR: SignedDuration = SignedDuration::from_hours(1);
    const YEARS: SignedDuration = SignedDuration::from_hours(10 * 365 * 24);

    #[test]
    fn a_clock_from_before_the_program_or_what_it_has_kept_is_doubted() {
        let doubt = |ahead: Option<i64>| {
            let (clock, now) = clock();
            ahead.into_iter().for_each(|minutes| {
                clock.record_newest_time(now + SignedDuration::from_mins(minutes));
            });
            clock.find_anomaly()
        };
        assert_eq!([doubt(None), doubt(Some(-60)), doubt(Some(5))], [None; 3]);
        assert!(doubt(Some(6)).unwrap().to_string().contains("2026-12-01T12:01:00Z"));
        assert!(Clock::manual(Timestamp::UNIX_EPOCH).find_anomaly().is_some());
        assert_eq!(doubt(Some(-60 * 24 * 365)), None, "closed for a year");
        assert!(matches!(doubt(Some(-60 * 24 * 3_650)), Some(ClockAnomaly::Ahead { .. })));
    }

    #[test]
    fn a_clock_that_is_set_forward_is_noticed_and_time_that_passes_is_not() {
        let clock = Clock::manual(Timestamp::UNIX_EPOCH);
        let at = |s| Timestamp::from_second(s).unwrap();
        clock.advance_by(HOUR);
        assert_eq!(clock.last_step(), None);
        clock.shift_by(SignedDuration::from_secs(-86_400));
        assert_eq!(clock.last_step(), None, "back");
        clock.advance_by(SignedDuration::from_secs(400));
        clock.shift_by(SignedDuration::from_secs(86_400));
        let step = ClockStep { before: at(3_600 + 400 - 86_400), after: at(3_600 + 400) };
        assert_eq!(clock.last_step(), Some(step));
        clock.advance_by(SignedDuration::from_secs(1));
        assert_eq!(clock.last_step(), Some(step), "it is remembered");
        assert!(
            step.has_skipped(at(4_000))
                && !step.has_skipped(at(4_001))
                && !step.has_skipped(step.before)
        );
    }

    #[test]
    fn what_has_passed_is_what_has_passed_however_the_clock_is_set() {
        for steps in [&[][..], &[HOUR], &[YEARS], &[HOUR, YEARS, HOUR]] {
            let (clock, began) = clock();
            for step in steps {
                clock.advance_by(SignedDuration::from_mins(2));
                clock.shift_by(*step);
                let fresh = clock.now();
                clock.advance_by(SignedDuration::from_mins(1));
                assert_eq!(
                    clock.elapsed_since(fresh),
                    SignedDuration::from_mins(1),
                    "of a time after it"
                );
            }
            let passed = SignedDuration::from_mins(3 * i64::try_from(steps.len()).unwrap());
            assert_eq!(clock.elapsed_since(began), passed, "{steps:?}");
        }
        let (clock, began) = clock();
        clock.shift_by(-HOUR);
        assert_eq!(clock.elapsed_since(began), -HOUR, "a clock that is set back ends nothing");
    }

    #[test]
    fn a_step_forward_is_doubted_until_it_is_taken_back_or_has_settled() {
        let (clock, _) = clock();
        clock.shift_by(SignedDuration::from_mins(29));
        assert_eq!(clock.find_anomaly(), None, "a small one");
        for step in [HOUR, YEARS] {
            clock.shift_by(step);
            assert!(
                matches!(clock.find_anomaly(), Some(ClockAnomaly::Ahead { seconds }) if seconds == step.as_secs())
            );
            clock.shift_by(-step);
            assert_eq!(clock.find_anomaly(), None);
        }
        clock.shift_by(HOUR);
        clock.advance_by(SignedDuration::from_hours(71));
        assert!(clock.find_anomaly().is_some());
        clock.advance_by(HOUR);
        assert_eq!(clock.find_anomaly(), None);
    }

    #[test]
    fn a_step_out_of_a_time_before_the_program_is_how_a_clock_becomes_right() {
        let (right, now) = clock();
        let clock = Clock::manual(Timestamp::UNIX_EPOCH);
        clock.record_newest_time(now - HOUR);
        assert!(matches!(clock.find_anomaly(), Some(ClockAnomaly::Early { .. })));
        clock.shift_by(right.now().duration_since(Timestamp::UNIX_EPOCH));
        assert_eq!(clock.find_anomaly(), None);
        clock.shift_by(YEARS);
        assert!(matches!(clock.find_anomaly(), Some(ClockAnomaly::Ahead { .. })));
    }
}
