//! Simulated people and programs that use the system at bounded rates: customers on phones,
//! programs at the order service, staff at tablets, and readers of every feed. Each records the
//! answers that it got.

mod board;
pub(crate) mod browser;
pub mod bursts;
mod closing;
pub(crate) mod context;
pub(crate) mod customer;
pub(crate) mod direct_program;
pub mod mark;
pub mod prober;
mod random_cart;
mod reader;
mod sse;
pub(crate) mod staff;

use crate::{
    addresses::SystemAddresses,
    history::{HistoryRecord, RunHistory},
};
use board::SimulatedBoard;
use context::{LoadContext, LoadPhase, seeded_rng};
use reader::SimulatedReader;
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::watch,
    task::JoinSet,
    time::{MissedTickBehavior, interval},
};

/// Most visits of each kind at a time; further ones are skipped, and the record says how many.
const AT_ONCE: usize = 200;
const CATCHING_UP: Duration = Duration::from_secs(45);

/// Rates and numbers of a load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoadPlan {
    /// New customers per second at the client surface.
    pub customers_per_s: u32,
    /// New placements per second at the order service itself.
    pub direct_per_s: u32,
    /// Tablets at work.
    pub staff: u32,
    /// Readers of the order feed, and as many boards that only watch.
    pub readers: u32,
    /// Time at the end for readers and boards to reach the head.
    pub catching_up: Duration,
}

impl Default for LoadPlan {
    fn default() -> Self {
        Self { customers_per_s: 4, direct_per_s: 6, staff: 3, readers: 2, catching_up: CATCHING_UP }
    }
}

/// A load that runs until [`SimulatedLoad::stop`]. Dropping it ends it at once; its record then
/// proves nothing.
pub struct SimulatedLoad {
    shop: Arc<LoadContext>,
    phase: watch::Sender<LoadPhase>,
    workers: JoinSet<()>,
    readers: JoinSet<()>,
    feeds: Vec<Arc<SimulatedReader>>,
    boards: Vec<Arc<SimulatedBoard>>,
    catching_up: Duration,
}

impl SimulatedLoad {
    /// Starts the load on the current runtime. The same seed makes the same choices, as far as the
    /// answers allow.
    pub fn start(
        addresses: &SystemAddresses,
        plan: LoadPlan,
        seed: u64,
        history: RunHistory,
    ) -> Self {
        let (phase, phases) = watch::channel(LoadPhase::Open);
        let shop = Arc::new(LoadContext::new(addresses.clone(), history, phases));
        let workers = JoinSet::new();
        let readers = JoinSet::new();
        let catching_up = plan.catching_up;
        let mut load =
            Self { shop, phase, workers, readers, feeds: vec![], boards: vec![], catching_up };
        load.spawn_users(plan, seed);
        load
    }

    fn spawn_users(&mut self, plan: LoadPlan, seed: u64) {
        self.workers.spawn(generate_arrivals(
            self.shop.clone(),
            plan.customers_per_s,
            seed,
            VisitKind::Customer,
        ));
        self.workers.spawn(generate_arrivals(
            self.shop.clone(),
            plan.direct_per_s,
            !seed,
            VisitKind::Direct,
        ));
        for number in 0..u64::from(plan.staff) {
            let shop = self.shop.clone();
            let board = self.spawn_board(seed);
            let rng = seeded_rng(seed, number << 32);
            self.workers.spawn(async move { staff::work_as_barista(&shop, &board, rng).await });
        }
        for _ in 0..plan.readers {
            self.spawn_board(seed);
            let shop = self.shop.clone();
            let reader = Arc::new(SimulatedReader::new(&self.shop));
            self.feeds.push(reader.clone());
            let rng = seeded_rng(seed, u64::from(reader.number));
            self.readers.spawn(async move { reader.run(&shop, rng).await });
        }
    }

    /// Starts one more board that follows the orders.
    fn spawn_board(&mut self, seed: u64) -> Arc<SimulatedBoard> {
        let shop = self.shop.clone();
        let board = Arc::new(SimulatedBoard::new(&self.shop));
        self.boards.push(board.clone());
        let rng = seeded_rng(seed, u64::from(board.number));
        let follower = board.clone();
        self.readers.spawn(async move { follower.run(&shop, rng).await });
        board
    }

    /// Lets visits in progress finish, waits until every reader and board has caught up with the
    /// database, and ends those too: about 105 s at most with the default plan. All faults must be
    /// healed by now.
    pub async fn stop(self) {
        closing::close_load(self).await;
    }
}

#[derive(Clone, Copy)]
enum VisitKind {
    Customer,
    Direct,
}

/// Starts visits at a steady rate, whether or not earlier ones have ended.
async fn generate_arrivals(shop: Arc<LoadContext>, per_s: u32, seed: u64, kind: VisitKind) {
    let Some(every) = Duration::from_secs(1).checked_div(per_s) else { return };
    let mut ticks = interval(every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut inside = JoinSet::new();
    let mut number = 0;
    let mut skipped = 0;
    while !shop.is_closing() {
        ticks.tick().await;
        while inside.try_join_next().is_some() {}
        if inside.len() >= AT_ONCE {
            skipped += 1;
            continue;
        }
        number += 1;
        let shop = shop.clone();
        let rng = seeded_rng(seed, number);
        inside.spawn(async move {
            match kind {
                VisitKind::Customer => customer::simulate_visit(&shop, rng).await,
                VisitKind::Direct => direct_program::simulate_placement(&shop, rng).await,
            }
        });
    }
    if skipped > 0 {
        shop.history.add_record(HistoryRecord::Skipped { placements: skipped });
    }
    while inside.join_next().await.is_some() {}
}
