//! Seeded fault schedule: every pair of a fault kind and a replica once, in an order shuffled by
//! the seed, then all again. A run that is long enough has had every pair, and the same seed gives
//! the same faults.

use super::{FaultKind, ScheduledFault};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng, seq::SliceRandom as _};
use std::time::Duration;

/// An endless fault schedule.
pub struct FaultSchedule {
    pairs: Vec<(FaultKind, usize)>,
    left: Vec<(FaultKind, usize)>,
    rng: StdRng,
    longest: Duration,
}

impl FaultSchedule {
    /// Schedules `pairs`; no fault lasts longer than `longest`.
    pub fn new(pairs: Vec<(FaultKind, usize)>, seed: u64, longest: Duration) -> Self {
        Self { pairs, left: Vec::new(), rng: StdRng::seed_from_u64(seed), longest }
    }

    /// Next fault; `None` only if there are no pairs.
    pub fn next_fault(&mut self) -> Option<ScheduledFault> {
        if self.left.is_empty() {
            self.left.clone_from(&self.pairs);
            self.left.shuffle(&mut self.rng);
        }
        let (kind, target) = self.left.pop()?;
        let lasts = kind.random_duration(&mut self.rng, self.longest);
        Some(ScheduledFault { kind, target, lasts, forward: self.rng.random() })
    }

    /// Pause before the next fault: 100 to 600 ms.
    pub fn next_pause(&mut self) -> Duration {
        Duration::from_millis(self.rng.random_range(100..600))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn seeded_schedule(seed: u64) -> FaultSchedule {
        let pairs = FaultKind::ALL.iter().flat_map(|kind| [(*kind, 0), (*kind, 1)]).collect();
        FaultSchedule::new(pairs, seed, Duration::from_secs(10))
    }

    #[test]
    fn every_pair_comes_once_before_one_comes_again() {
        let mut deck = seeded_schedule(7);
        for _round in 0..3 {
            let dealt: BTreeSet<_> = (0..2 * FaultKind::ALL.len())
                .filter_map(|_| deck.next_fault())
                .map(|f| (f.kind, f.target))
                .collect();
            assert_eq!(dealt.len(), 2 * FaultKind::ALL.len());
        }
    }

    #[test]
    fn a_seed_deals_the_same_faults_again_and_another_does_not() {
        let dealt = |seed| {
            let mut deck = seeded_schedule(seed);
            (0..60).filter_map(|_| deck.next_fault()).collect::<Vec<_>>()
        };
        assert_eq!(dealt(1), dealt(1));
        assert_ne!(dealt(1), dealt(2));
    }

    #[test]
    fn nothing_lasts_longer_than_a_short_run_allows() {
        let mut deck =
            FaultSchedule::new(vec![(FaultKind::Freeze, 0)], 3, Duration::from_millis(700));
        assert!(
            (0..100)
                .filter_map(|_| deck.next_fault())
                .all(|fault| fault.lasts <= Duration::from_millis(700))
        );
    }
}
