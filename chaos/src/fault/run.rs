//! A run of faults while the load goes on: two lanes, so that at times two things are wrong at once, but never two
//! with the same service. A service of which every replica is gone has nothing to show.

use super::{Fault, Kind, deck::Deck, inject::inject};
use crate::{
    check::Check,
    history::History,
    say,
    world::{Service, World},
};
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
/// From the end of a fault until the process is ready.
const RECOVERY_LIMIT: Duration = Duration::from_secs(20);

/// How many faults, of which kinds, for how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub lasts: Duration,
    pub at_least: u64,
    /// No single fault lasts longer.
    pub longest: Duration,
    pub kinds: Vec<Kind>,
}

/// What became of the faults.
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

    /// The verdict on the faults themselves: there were enough, and every process came back from each.
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

struct Floor<'a> {
    world: &'a World,
    history: &'a History,
    plan: &'a Plan,
    busy: HashMap<Service, Mutex<()>>,
    /// One for both lanes: everything comes once before anything comes again.
    deck: Lock<Deck>,
    began: Instant,
    outcome: Lock<Outcome>,
}

/// Runs faults on `world` as `plan` says, dealt by `seed`; all are healed when this returns.
pub async fn run(world: &World, history: &History, plan: &Plan, seed: u64) -> Outcome {
    let busy = world.replicas.iter().map(|replica| (replica.service, Mutex::default())).collect();
    let deck = Lock::new(Deck::new(pairs(world, plan), seed, plan.longest));
    let floor = Floor { world, history, plan, busy, deck, began: Instant::now(), outcome: Lock::default() };
    let lanes = (0..LANES).map(|lane| floor.lane(lane));
    futures::future::join_all(lanes).await;
    floor.outcome.into_inner().unwrap_or_else(PoisonError::into_inner)
}

impl Floor<'_> {
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

    /// Until both time and number are reached, and never longer than twice the time.
    fn goes_on(&self) -> bool {
        let elapsed = self.began.elapsed();
        let enough = self.with(|outcome| outcome.total()) >= self.plan.at_least;
        elapsed < self.plan.lasts || (!enough && elapsed < 2 * self.plan.lasts)
    }

    async fn one(&self, lane: u64, fault: &Fault) {
        let Some(replica) = self.world.replicas.get(fault.target) else { return };
        let Some(busy) = self.busy.get(&replica.service) else { return };
        let _alone = busy.lock().await;
        let line = fault.line(self.world);
        say::line(format_args!("fault {lane}: {line}"));
        self.history.fault(line.as_str());
        let ends = matches!(
            fault.kind,
            Kind::Kill | Kind::Terminate | Kind::ReadOnly | Kind::PostgresRestart | Kind::PostgresCrash
        );
        replica.process.excuse(ends);
        let broken = inject(fault, replica).await;
        if broken.is_err() {
            let _the_first_error_says_more = replica.heal().await;
        }
        let recovered = replica.process.wait_ready(RECOVERY_LIMIT).await;
        replica.process.excuse(false);
        self.history.fault(format!("healed: {line}"));
        self.with(|outcome| {
            *outcome.counts.entry(fault.kind).or_default() += 1;
            match broken.and(recovered) {
                Ok(took) => outcome.slowest_recovery = outcome.slowest_recovery.max(took),
                Err(error) => {
                    say::line(format_args!("{line}: {error:#}"));
                    outcome.violations.push(format!("{line}: {error:#}"));
                }
            }
        });
    }

    fn with<T>(&self, work: impl FnOnce(&mut Outcome) -> T) -> T {
        work(&mut self.outcome.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Every kind with every replica that can have it.
fn pairs(world: &World, plan: &Plan) -> Vec<(Kind, usize)> {
    let replicas = || world.replicas.iter().enumerate();
    let targets =
        |kind: Kind| replicas().filter(move |(_, replica)| kind.fits(replica)).map(|(index, _)| index);
    plan.kinds.iter().flat_map(|kind| targets(*kind).map(|target| (*kind, target))).collect()
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
