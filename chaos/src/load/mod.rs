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
    addresses::Addresses,
    history::{History, Record},
};
use board::Board;
use context::{Phase, Shop, dice};
use reader::Reader;
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

/// A load that runs until [`Load::stop`]. Dropping it ends it at once; its record then proves
/// nothing.
pub struct Load {
    shop: Arc<Shop>,
    phase: watch::Sender<Phase>,
    workers: JoinSet<()>,
    readers: JoinSet<()>,
    feeds: Vec<Arc<Reader>>,
    boards: Vec<Arc<Board>>,
    catching_up: Duration,
}

impl Load {
    /// Starts the load on the current runtime. The same seed makes the same choices, as far as the
    /// answers allow.
    pub fn start(addresses: &Addresses, plan: LoadPlan, seed: u64, history: History) -> Self {
        let (phase, phases) = watch::channel(Phase::Open);
        let shop = Arc::new(Shop::new(addresses.clone(), history, phases));
        let (workers, readers) = (JoinSet::new(), JoinSet::new());
        let catching_up = plan.catching_up;
        let mut load = Self { shop, phase, workers, readers, feeds: vec![], boards: vec![], catching_up };
        load.open(plan, seed);
        load
    }

    fn open(&mut self, plan: LoadPlan, seed: u64) {
        self.workers.spawn(arrivals(self.shop.clone(), plan.customers_per_s, seed, Kind::Customer));
        self.workers.spawn(arrivals(self.shop.clone(), plan.direct_per_s, !seed, Kind::Direct));
        for number in 0..u64::from(plan.staff) {
            let (shop, board) = (self.shop.clone(), self.board(seed));
            let rng = dice(seed, number << 32);
            self.workers.spawn(async move { staff::work(&shop, &board, rng).await });
        }
        for _ in 0..plan.readers {
            self.board(seed);
            let (shop, reader) = (self.shop.clone(), Arc::new(Reader::new(&self.shop)));
            self.feeds.push(reader.clone());
            let rng = dice(seed, u64::from(reader.number));
            self.readers.spawn(async move { reader.run(&shop, rng).await });
        }
    }

    /// Starts one more board that follows the orders.
    fn board(&mut self, seed: u64) -> Arc<Board> {
        let (shop, board) = (self.shop.clone(), Arc::new(Board::new(&self.shop)));
        self.boards.push(board.clone());
        let (rng, follower) = (dice(seed, u64::from(board.number)), board.clone());
        self.readers.spawn(async move { follower.run(&shop, rng).await });
        board
    }

    /// Lets visits in progress finish, waits until every reader and board has caught up with the
    /// database, and ends those too: about 105 s at most with the default plan. All faults must be
    /// healed by now.
    pub async fn stop(self) {
        closing::close(self).await;
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Customer,
    Direct,
}

/// Starts visits at a steady rate, whether or not earlier ones have ended.
async fn arrivals(shop: Arc<Shop>, per_s: u32, seed: u64, kind: Kind) {
    let Some(every) = Duration::from_secs(1).checked_div(per_s) else { return };
    let mut ticks = interval(every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut inside, mut number, mut skipped) = (JoinSet::new(), 0, 0);
    while !shop.is_closing() {
        ticks.tick().await;
        while inside.try_join_next().is_some() {}
        if inside.len() >= AT_ONCE {
            skipped += 1;
            continue;
        }
        number += 1;
        let (shop, rng) = (shop.clone(), dice(seed, number));
        inside.spawn(async move {
            match kind {
                Kind::Customer => customer::visit(&shop, rng).await,
                Kind::Direct => direct_program::run(&shop, rng).await,
            }
        });
    }
    if skipped > 0 {
        shop.history.add(Record::Skipped { placements: skipped });
    }
    while inside.join_next().await.is_some() {}
}
