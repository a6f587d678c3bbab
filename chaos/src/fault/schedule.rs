//! Seeded fault schedule: every pair of a fault kind and a replica once, in an order shuffled by
//! the seed, then all again. A run that is long enough has had every pair, and the same seed gives
//! the same faults.

use super::{Fault, Kind};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng, seq::SliceRandom as _};
use std::time::Duration;

/// An endless fault schedule.
pub struct Deck {
    pairs: Vec<(Kind, usize)>,
    left: Vec<(Kind, usize)>,
    rng: StdRng,
    longest: Duration,
}

impl Deck {
    /// Schedules `pairs`; no fault lasts longer than `longest`.
    pub fn new(pairs: Vec<(Kind, usize)>, seed: u64, longest: Duration) -> Self {
        Self { pairs, left: Vec::new(), rng: StdRng::seed_from_u64(seed), longest }
    }

    /// Next fault; `None` only if there are no pairs.
    pub fn deal(&mut self) -> Option<Fault> {
        if self.left.is_empty() {
            self.left.clone_from(&self.pairs);
            self.left.shuffle(&mut self.rng);
        }
        let (kind, target) = self.left.pop()?;
        let lasts = kind.lasts(&mut self.rng, self.longest);
        Some(Fault { kind, target, lasts, forward: self.rng.random() })
    }

    /// Pause before the next fault: 100 to 600 ms.
    pub fn rest(&mut self) -> Duration {
        Duration::from_millis(self.rng.random_range(100..600))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn deck(seed: u64) -> Deck {
        let pairs = Kind::ALL.iter().flat_map(|kind| [(*kind, 0), (*kind, 1)]).collect();
        Deck::new(pairs, seed, Duration::from_secs(10))
    }

    #[test]
    fn every_pair_comes_once_before_one_comes_again() {
        let mut deck = deck(7);
        for _round in 0..3 {
            let dealt: BTreeSet<_> =
                (0..2 * Kind::ALL.len()).filter_map(|_| deck.deal()).map(|f| (f.kind, f.target)).collect();
            assert_eq!(dealt.len(), 2 * Kind::ALL.len());
        }
    }

    #[test]
    fn a_seed_deals_the_same_faults_again_and_another_does_not() {
        let dealt = |seed| {
            let mut deck = deck(seed);
            (0..60).filter_map(|_| deck.deal()).collect::<Vec<_>>()
        };
        assert_eq!(dealt(1), dealt(1));
        assert_ne!(dealt(1), dealt(2));
    }

    #[test]
    fn nothing_lasts_longer_than_a_short_run_allows() {
        let mut deck = Deck::new(vec![(Kind::Freeze, 0)], 3, Duration::from_millis(700));
        assert!((0..100).filter_map(|_| deck.deal()).all(|fault| fault.lasts <= Duration::from_millis(700)));
    }
}
