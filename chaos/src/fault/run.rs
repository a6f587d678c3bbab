//! Runs faults while the load goes on. There are two lanes, so that at times two faults overlap,
//! but never two on the same service: a service without any replica left has nothing to show.

use super::{Breakable, Fault, Kind, schedule::Deck};
use crate::{check::Check, history::History, terminal, world::Service};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex as Lock, PoisonError},
    time::Duration,
};
use tokio::{
    sync::Mutex,
    time::{Instant, sleep},
};

const LANES: u64 = 2;

/// Number, kinds and durations of the faults of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub lasts: Duration,
    pub at_least: u64,
    /// Longest single fault.
    pub longest: Duration,
    pub kinds: Vec<Kind>,
}

/// Result of the faults of a run.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    pub counts: BTreeMap<Kind, u64>,
    /// Faults after which a process did not come back, or in which it broke a promise.
    pub violations: Vec<String>,
    pub slowest_recovery: Duration,
}

impl Outcome {
    pub fn total(&self) -> u64 {
        self.counts.values().sum()
    }

    /// Checks on the faults themselves: there were enough, and every process came back from each.
    pub fn checks(&self, plan: &Plan) -> [Check; 2] {
        let (total, at_least) = (self.total(), plan.at_least);
        let too_few = (total < at_least).then(|| format!("{total} of at least {at_least}"));
        [
            Check {
                name: "as many faults as were planned",
                count: total,
                violations: too_few.into_iter().collect(),
            },
            Check {
                name: "after a fault a process comes back by itself",
                count: total,
                violations: self.violations.clone(),
            },
        ]
    }
}

struct Floor<'a, S> {
    system: &'a S,
    history: &'a History,
    plan: &'a Plan,
    busy: HashMap<Service, Mutex<()>>,
    /// One schedule for both lanes, so that every pair comes once before any comes again.
    deck: Lock<Deck>,
    began: Instant,
    outcome: Lock<Outcome>,
}

/// Runs faults on `system` according to `plan`, scheduled by `seed`; all are healed when this
/// returns.
pub async fn run<S: Breakable>(system: &S, history: &History, plan: &Plan, seed: u64) -> Outcome {
    let busy = Service::ALL.map(|service| (service, Mutex::default())).into();
    let deck = Lock::new(Deck::new(system.pairs(&plan.kinds), seed, plan.longest));
    let floor = Floor { system, history, plan, busy, deck, began: Instant::now(), outcome: Lock::default() };
    let lanes = (0..LANES).map(|lane| floor.lane(lane));
    futures::future::join_all(lanes).await;
    floor.outcome.into_inner().unwrap_or_else(PoisonError::into_inner)
}

impl<S: Breakable> Floor<'_, S> {
    async fn lane(&self, lane: u64) {
        while self.goes_on() {
            let Some((fault, rest)) = self.deal() else { return };
            self.one(lane, &fault).await;
            sleep(rest).await;
        }
    }

    fn deal(&self) -> Option<(Fault, Duration)> {
        let mut deck = self.deck.lock().unwrap_or_else(PoisonError::into_inner);
        Some((deck.deal()?, deck.rest()))
    }

    /// True until both the time and the number of faults are reached, at most for twice the time.
    fn goes_on(&self) -> bool {
        let elapsed = self.began.elapsed();
        let enough = self.with(|outcome| outcome.total()) >= self.plan.at_least;
        elapsed < self.plan.lasts || (!enough && elapsed < 2 * self.plan.lasts)
    }

    async fn one(&self, lane: u64, fault: &Fault) {
        let Some((name, service)) = self.system.target(fault.target) else { return };
        let Some(busy) = self.busy.get(&service) else { return };
        let _alone = busy.lock().await;
        let line = fault.line(name);
        terminal::line(format_args!("fault {lane}: {line}"));
        self.history.fault(line.as_str());
        let recovered = self.system.suffer(fault).await;
        self.history.fault(format!("healed: {line}"));
        self.with(|outcome| {
            *outcome.counts.entry(fault.kind).or_default() += 1;
            match recovered {
                Ok(took) => outcome.slowest_recovery = outcome.slowest_recovery.max(took),
                Err(error) => {
                    terminal::line(format_args!("{line}: {error:#}"));
                    outcome.violations.push(format!("{line}: {error:#}"));
                }
            }
        });
    }

    fn with<T>(&self, work: impl FnOnce(&mut Outcome) -> T) -> T {
        work(&mut self.outcome.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_faults_than_planned_are_a_violation() {
        let plan = Plan { lasts: Duration::ZERO, at_least: 3, longest: Duration::ZERO, kinds: Vec::new() };
        let of = |count| Outcome { counts: BTreeMap::from([(Kind::Kill, count)]), ..Outcome::default() };
        assert_eq!(of(2).checks(&plan)[0].violations, ["2 of at least 3"]);
        assert!(of(3).checks(&plan).iter().all(|check| check.violations.is_empty()));
    }
}
