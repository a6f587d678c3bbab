//! Runs faults while the load goes on. There are two lanes, so that at times two faults overlap,
//! but never two on the same service: a service without any replica left has nothing to show.

use super::{BreakableSystem, FaultKind, ScheduledFault, schedule::FaultSchedule};
use crate::{check::AuditCheck, history::RunHistory, terminal, world::ServiceKind};
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
pub struct FaultPlan {
    pub lasts: Duration,
    pub at_least: u64,
    /// Longest single fault.
    pub longest: Duration,
    pub kinds: Vec<FaultKind>,
}

/// Result of the faults of a run.
#[derive(Debug, Clone, Default)]
pub struct FaultOutcome {
    pub counts: BTreeMap<FaultKind, u64>,
    /// Faults after which a process did not come back, or in which it broke a promise.
    pub violations: Vec<String>,
    pub slowest_recovery: Duration,
}

impl FaultOutcome {
    pub fn total_count(&self) -> u64 {
        self.counts.values().sum()
    }

    /// Checks on the faults themselves: there were enough, and every process came back from each.
    pub fn to_checks(&self, plan: &FaultPlan) -> [AuditCheck; 2] {
        let total = self.total_count();
        let at_least = plan.at_least;
        let too_few = (total < at_least).then(|| format!("{total} of at least {at_least}"));
        [
            AuditCheck {
                name: "as many faults as were planned",
                count: total,
                violations: too_few.into_iter().collect(),
            },
            AuditCheck {
                name: "after a fault a process comes back by itself",
                count: total,
                violations: self.violations.clone(),
            },
        ]
    }
}

struct FaultRunner<'a, S> {
    system: &'a S,
    history: &'a RunHistory,
    plan: &'a FaultPlan,
    busy: HashMap<ServiceKind, Mutex<()>>,
    /// One schedule for both lanes, so that every pair comes once before any comes again.
    deck: Lock<FaultSchedule>,
    began: Instant,
    outcome: Lock<FaultOutcome>,
}

/// Runs faults on `system` according to `plan`, scheduled by `seed`; all are healed when this
/// returns.
pub async fn run_faults<S: BreakableSystem>(
    system: &S,
    history: &RunHistory,
    plan: &FaultPlan,
    seed: u64,
) -> FaultOutcome {
    let busy = ServiceKind::ALL.map(|service| (service, Mutex::default())).into();
    let deck = Lock::new(FaultSchedule::new(system.fault_pairs(&plan.kinds), seed, plan.longest));
    let floor = FaultRunner {
        system,
        history,
        plan,
        busy,
        deck,
        began: Instant::now(),
        outcome: Lock::default(),
    };
    let lanes = (0..LANES).map(|lane| floor.run_lane(lane));
    futures::future::join_all(lanes).await;
    floor.outcome.into_inner().unwrap_or_else(PoisonError::into_inner)
}

impl<S: BreakableSystem> FaultRunner<'_, S> {
    async fn run_lane(&self, lane: u64) {
        while self.should_continue() {
            let Some((fault, rest)) = self.next_fault_and_pause() else { return };
            self.apply_and_record(lane, &fault).await;
            sleep(rest).await;
        }
    }

    fn next_fault_and_pause(&self) -> Option<(ScheduledFault, Duration)> {
        let mut deck = self.deck.lock().unwrap_or_else(PoisonError::into_inner);
        Some((deck.next_fault()?, deck.next_pause()))
    }

    /// True until both the time and the number of faults are reached, at most for twice the time.
    fn should_continue(&self) -> bool {
        let elapsed = self.began.elapsed();
        let enough = self.with_outcome(|outcome| outcome.total_count()) >= self.plan.at_least;
        elapsed < self.plan.lasts || (!enough && elapsed < 2 * self.plan.lasts)
    }

    async fn apply_and_record(&self, lane: u64, fault: &ScheduledFault) {
        let Some((name, service)) = self.system.target_replica(fault.target) else { return };
        let Some(busy) = self.busy.get(&service) else { return };
        let _alone = busy.lock().await;
        let line = fault.describe_on(name);
        terminal::print_timed_line(format_args!("fault {lane}: {line}"));
        self.history.record_fault(line.as_str());
        let recovered = self.system.apply_fault(fault).await;
        self.history.record_fault(format!("healed: {line}"));
        self.with_outcome(|outcome| {
            *outcome.counts.entry(fault.kind).or_default() += 1;
            match recovered {
                Ok(took) => outcome.slowest_recovery = outcome.slowest_recovery.max(took),
                Err(error) => {
                    terminal::print_timed_line(format_args!("{line}: {error:#}"));
                    outcome.violations.push(format!("{line}: {error:#}"));
                }
            }
        });
    }

    fn with_outcome<T>(&self, work: impl FnOnce(&mut FaultOutcome) -> T) -> T {
        work(&mut self.outcome.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_faults_than_planned_are_a_violation() {
        let plan = FaultPlan {
            lasts: Duration::ZERO,
            at_least: 3,
            longest: Duration::ZERO,
            kinds: Vec::new(),
        };
        let of = |count| FaultOutcome {
            counts: BTreeMap::from([(FaultKind::Kill, count)]),
            ..FaultOutcome::default()
        };
        assert_eq!(of(2).to_checks(&plan)[0].violations, ["2 of at least 3"]);
        assert!(of(3).to_checks(&plan).iter().all(|check| check.violations.is_empty()));
    }
}
