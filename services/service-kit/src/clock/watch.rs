//! How a clock went: it is compared with the time that has passed.

use jiff::{SignedDuration, Timestamp};
use std::{collections::VecDeque, fmt, time::Duration};

/// What the two clocks may drift apart between two looks: a time service corrects little by little, too.
const DRIFT: SignedDuration = SignedDuration::from_secs(5);
/// Steps that are remembered.
const STEPS: usize = 8;
/// No program of this version ran before: 2026-11-01.
const MADE_AFTER: Timestamp = Timestamp::constant(1_793_491_200, 0);
/// By so much the clocks of two machines may differ.
const BETWEEN_MACHINES: SignedDuration = SignedDuration::from_mins(5);
/// A step forward by less is no reason to doubt the clock.
const SMALL_STEP: SignedDuration = SignedDuration::from_mins(30);
/// Nothing was kept for so long: a shop may be closed for a season.
const LONGEST_REST: SignedDuration = SignedDuration::from_hours(400 * 24);
/// A clock that was ahead for so long, with people around, is right.
const SETTLED_AFTER: Duration = Duration::from_secs(3 * 24 * 3_600);

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

    /// By how much.
    pub fn by(&self) -> SignedDuration {
        self.after.duration_since(self.before)
    }
}

/// Why a clock is not to be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockDoubt {
    /// It shows a time before one that has been: of the program, or of the newest thing that was kept.
    Early {
        /// What it is at least.
        known: Timestamp,
    },
    /// It is further ahead than time has passed, and nobody knows yet whether that is right.
    Ahead {
        /// Seconds.
        seconds: i64,
    },
}

impl fmt::Display for ClockDoubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Early { known } => {
                write!(f, "the clock is behind: it is {known} at least, and times that are told are wrong")
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

/// What is remembered of a clock.
#[derive(Debug, Default)]
pub(super) struct ClockWatch {
    /// The last look at it, and at the time that has passed.
    seen: Option<(Timestamp, Duration)>,
    steps: VecDeque<ClockStep>,
    /// The newest time that was kept.
    witnessed: Option<Timestamp>,
    /// By how much it is ahead, and since when.
    ahead: Option<(SignedDuration, Duration)>,
}

impl ClockWatch {
    /// One look.
    pub(super) fn note(&mut self, now: Timestamp, uptime: Duration) {
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
        // A step out of a time that has been is how a clock becomes right.
        let is_mended = before < self.known()
            && self.known() <= now
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

    pub(super) fn witness(&mut self, newest: Timestamp, now: Timestamp, uptime: Duration) {
        let rest = now.duration_since(newest);
        if rest > LONGEST_REST {
            self.ahead = Some((rest, uptime));
        }
        self.witnessed = Some(newest);
    }

    pub(super) fn doubt(&self, now: Timestamp, uptime: Duration) -> Option<ClockDoubt> {
        let ahead = self.ahead.filter(|(_, since)| uptime.saturating_sub(*since) < SETTLED_AFTER);
        let ahead = ahead.map(|(ahead, _)| ClockDoubt::Ahead { seconds: ahead.as_secs() });
        let known = self.known();
        ahead.or_else(|| (now < known).then_some(ClockDoubt::Early { known }))
    }

    /// What it is at least.
    fn known(&self) -> Timestamp {
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
            ahead.into_iter().for_each(|minutes| clock.witness(now + SignedDuration::from_mins(minutes)));
            clock.doubt()
        };
        assert_eq!([doubt(None), doubt(Some(-60)), doubt(Some(5))], [None; 3]);
        assert!(doubt(Some(6)).unwrap().to_string().contains("2026-12-01T12:01:00Z"));
        assert!(Clock::manual(Timestamp::UNIX_EPOCH).doubt().is_some());
        assert_eq!(doubt(Some(-60 * 24 * 365)), None, "closed for a year");
        assert!(matches!(doubt(Some(-60 * 24 * 3_650)), Some(ClockDoubt::Ahead { .. })));
    }

    #[test]
    fn a_clock_that_is_set_forward_is_noticed_and_time_that_passes_is_not() {
        let (clock, at) = (Clock::manual(Timestamp::UNIX_EPOCH), |s| Timestamp::from_second(s).unwrap());
        clock.advance(HOUR);
        assert_eq!(clock.last_step(), None);
        clock.set_by(SignedDuration::from_secs(-86_400));
        assert_eq!(clock.last_step(), None, "back");
        clock.advance(SignedDuration::from_secs(400));
        clock.set_by(SignedDuration::from_secs(86_400));
        let step = ClockStep { before: at(3_600 + 400 - 86_400), after: at(3_600 + 400) };
        assert_eq!(clock.last_step(), Some(step));
        clock.advance(SignedDuration::from_secs(1));
        assert_eq!(clock.last_step(), Some(step), "it is remembered");
        assert!(
            step.has_skipped(at(4_000)) && !step.has_skipped(at(4_001)) && !step.has_skipped(step.before)
        );
    }

    #[test]
    fn what_has_passed_is_what_has_passed_however_the_clock_is_set() {
        for steps in [&[][..], &[HOUR], &[YEARS], &[HOUR, YEARS, HOUR]] {
            let (clock, began) = clock();
            for step in steps {
                clock.advance(SignedDuration::from_mins(2));
                clock.set_by(*step);
                let fresh = clock.now();
                clock.advance(SignedDuration::from_mins(1));
                assert_eq!(clock.passed_since(fresh), SignedDuration::from_mins(1), "of a time after it");
            }
            let passed = SignedDuration::from_mins(3 * i64::try_from(steps.len()).unwrap());
            assert_eq!(clock.passed_since(began), passed, "{steps:?}");
        }
        let (clock, began) = clock();
        clock.set_by(-HOUR);
        assert_eq!(clock.passed_since(began), -HOUR, "a clock that is set back ends nothing");
    }

    #[test]
    fn a_step_forward_is_doubted_until_it_is_taken_back_or_has_settled() {
        let (clock, _) = clock();
        clock.set_by(SignedDuration::from_mins(29));
        assert_eq!(clock.doubt(), None, "a small one");
        for step in [HOUR, YEARS] {
            clock.set_by(step);
            assert!(
                matches!(clock.doubt(), Some(ClockDoubt::Ahead { seconds }) if seconds == step.as_secs())
            );
            clock.set_by(-step);
            assert_eq!(clock.doubt(), None);
        }
        clock.set_by(HOUR);
        clock.advance(SignedDuration::from_hours(71));
        assert!(clock.doubt().is_some());
        clock.advance(HOUR);
        assert_eq!(clock.doubt(), None);
    }

    #[test]
    fn a_step_out_of_a_time_before_the_program_is_how_a_clock_becomes_right() {
        let (right, now) = clock();
        let clock = Clock::manual(Timestamp::UNIX_EPOCH);
        clock.witness(now - HOUR);
        assert!(matches!(clock.doubt(), Some(ClockDoubt::Early { .. })));
        clock.set_by(right.now().duration_since(Timestamp::UNIX_EPOCH));
        assert_eq!(clock.doubt(), None);
        clock.set_by(YEARS);
        assert!(matches!(clock.doubt(), Some(ClockDoubt::Ahead { .. })));
    }
}
