//! Estimate of the time until an order is ready: a range, shown before a customer orders, whose
//! upper end is the promise.
//!
//! Lanes work in parallel. A cart is ready when the slowest lane that it needs is through: first
//! with the work ahead in that lane, shared by the lane's workers, then with the cart's own. A
//! second worker makes no single piece faster. The time is at least the store's `lead_time_s`, and
//! staff may add to it for a while. The range is ±20 %, rounded outwards to whole minutes and at
//! least two minutes wide; neither end is below that least time.

use crate::{Cart, Item, Menu};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Preparation time of an unknown item, or of one that states none, in seconds.
pub const PREP_S: u32 = 60;
/// Upper bound of the time: an estimate of more than a day is none.
const LONGEST_S: u64 = 86_400;
/// Least width of the range, in seconds.
const WIDTH_S: u64 = 120;

/// Work that other orders have queued: a quantity of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueuedWork {
    /// Id of the item, which need not be on today's menu.
    pub item: String,
    /// Number of pieces.
    pub quantity: u32,
}

/// Time from placing to ready: whole minutes, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadyEstimate {
    /// Lower end: it is hardly ready sooner.
    pub from_s: u32,
    /// Upper end: the promised time.
    pub to_s: u32,
}

impl ReadyEstimate {
    /// Both ends in minutes.
    pub fn minute_range(self) -> (u32, u32) {
        (self.from_s / 60, self.to_s / 60)
    }
}

/// Estimates `cart` at `now`, behind the work `ahead`.
pub fn estimate_ready_time(
    menu: &Menu,
    ahead: &[QueuedWork],
    cart: &Cart,
    now: Timestamp,
) -> ReadyEstimate {
    let known: HashMap<&str, &Item> =
        menu.items.iter().map(|item| (item.id.as_str(), item)).collect();
    let mut lanes = LaneLoads { menu, known, loads: HashMap::new() };
    for line in ahead {
        let (load, prep_s) = lanes.lane_load_for(&line.item);
        load.ahead_s = load.ahead_s.saturating_add(work_seconds(prep_s, line.quantity));
    }
    for line in &cart.lines {
        let (load, prep_s) = lanes.lane_load_for(line.item.as_str());
        load.own_s = load.own_s.saturating_add(work_seconds(prep_s, line.quantity));
        load.longest_s = load.longest_s.max(prep_s.into());
    }
    let extra_s = menu.store.extra_wait(now).map_or(0, |wait| u64::from(wait.extra_s));
    estimate_range(lanes.slowest_lane_s() + extra_s, u64::from(menu.store.lead_time_s) + extra_s)
}

/// Work by lane, in seconds.
struct LaneLoads<'a> {
    menu: &'a Menu,
    known: HashMap<&'a str, &'a Item>,
    loads: HashMap<&'a str, LaneLoad>,
}

#[derive(Default)]
struct LaneLoad {
    ahead_s: u64,
    own_s: u64,
    longest_s: u64,
}

impl<'a> LaneLoads<'a> {
    /// The load of an item's lane, and the preparation time of one piece. An unknown item is made
    /// in the first lane.
    fn lane_load_for(&mut self, item: &str) -> (&mut LaneLoad, u32) {
        let first = || self.menu.store.lanes.first().map_or("", |lane| lane.id.as_str());
        let (lane, prep_s): (&'a str, u32) = match self.known.get(item) {
            Some(item) => (item.lane.as_str(), item.prep_s),
            None => (first(), PREP_S),
        };
        (self.loads.entry(lane).or_default(), prep_s)
    }

    /// Seconds until the last lane that the cart needs is through.
    fn slowest_lane_s(&self) -> u64 {
        let needed = self.loads.iter().filter(|(_, load)| load.own_s > 0);
        let seconds = needed.map(|(lane, load)| {
            let workers = self.worker_count(lane);
            let own_s = load.own_s.div_ceil(workers).max(load.longest_s);
            load.ahead_s.div_ceil(workers).saturating_add(own_s)
        });
        seconds.max().unwrap_or(0)
    }

    /// Workers of a lane; one in a lane that the store does not name.
    fn worker_count(&self, lane: &str) -> u64 {
        let named = self.menu.store.lanes.iter().find(|setting| setting.id.as_str() == lane);
        named.map_or(1, |setting| setting.workers.max(1).into())
    }
}

fn work_seconds(prep_s: u32, quantity: u32) -> u64 {
    u64::from(prep_s) * u64::from(quantity)
}

fn estimate_range(work_s: u64, lead_time_s: u64) -> ReadyEstimate {
    let least_s = lead_time_s.min(LONGEST_S);
    let middle_s = work_s.clamp(least_s, LONGEST_S);
    let from_s = (middle_s * 4 / 5 / 60 * 60).max(least_s.div_ceil(60) * 60).max(60);
    let to_s = ((middle_s * 6).div_ceil(5).div_ceil(60) * 60).max(from_s + WIDTH_S);
    let seconds = |all: u64| u32::try_from(all).unwrap_or(u32::MAX);
    ReadyEstimate { from_s: seconds(from_s), to_s: seconds(to_s) }
}

#[cfg(test)]
mod tests;
