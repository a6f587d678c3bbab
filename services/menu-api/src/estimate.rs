//! How long will it take? Told as a range before a customer orders, and its upper end is what is promised.
//!
//! Work lies in lanes that go on side by side. A cart is ready when the slowest lane it needs is through: with what is
//! ahead of it there, shared by the lane's workers, and then with the cart's own, of which no piece is made faster by a
//! second pair of hands. It is no less than the store's `lead_time_s`, and staff may add to it for a while. The range is
//! ±20 %, outwards to whole minutes and at least two of them wide; neither end is below what is the least.

use crate::{Cart, Item, Menu};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Work that something unknown is, and an item that does not say, in seconds.
pub const PREP_S: u32 = 60;
/// What is said of a queue is bounded by a day: what lies beyond is no estimate.
const LONGEST_S: u64 = 86_400;
/// The least between the two ends.
const WIDTH_S: u64 = 120;

/// Work that others have ordered: so many of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ahead {
    /// Its id, which today's menu need not know.
    pub item: String,
    /// How many.
    pub quantity: u32,
}

/// From placing to ready, in whole minutes, as seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Estimate {
    /// Hardly sooner.
    pub from_s: u32,
    /// Promised.
    pub to_s: u32,
}

impl Estimate {
    /// Both ends in minutes.
    pub fn minutes(self) -> (u32, u32) {
        (self.from_s / 60, self.to_s / 60)
    }
}

/// How long `cart` takes at `now`, behind the work `ahead`.
pub fn estimate(menu: &Menu, ahead: &[Ahead], cart: &Cart, now: Timestamp) -> Estimate {
    let known: HashMap<&str, &Item> = menu.items.iter().map(|item| (item.id.as_str(), item)).collect();
    let mut lanes = Lanes { menu, known, loads: HashMap::new() };
    for line in ahead {
        let (load, prep_s) = lanes.load(&line.item);
        load.ahead_s = load.ahead_s.saturating_add(times(prep_s, line.quantity));
    }
    for line in &cart.lines {
        let (load, prep_s) = lanes.load(line.item.as_str());
        load.own_s = load.own_s.saturating_add(times(prep_s, line.quantity));
        load.longest_s = load.longest_s.max(prep_s.into());
    }
    let extra_s = menu.store.extra_wait(now).map_or(0, |wait| u64::from(wait.extra_s));
    range(lanes.slowest_s() + extra_s, u64::from(menu.store.lead_time_s) + extra_s)
}

/// The work of each lane.
struct Lanes<'a> {
    menu: &'a Menu,
    known: HashMap<&'a str, &'a Item>,
    loads: HashMap<&'a str, Load>,
}

#[derive(Default)]
struct Load {
    ahead_s: u64,
    own_s: u64,
    longest_s: u64,
}

impl<'a> Lanes<'a> {
    /// The lane of an item, and the work that one of it is; what nobody knows is made in the first lane.
    fn load(&mut self, item: &str) -> (&mut Load, u32) {
        let first = || self.menu.store.lanes.first().map_or("", |lane| lane.id.as_str());
        let (lane, prep_s): (&'a str, u32) = match self.known.get(item) {
            Some(item) => (item.lane.as_str(), item.prep_s),
            None => (first(), PREP_S),
        };
        (self.loads.entry(lane).or_default(), prep_s)
    }

    /// Until the last lane that has something of the cart is through.
    fn slowest_s(&self) -> u64 {
        let needed = self.loads.iter().filter(|(_, load)| load.own_s > 0);
        let seconds = needed.map(|(lane, load)| {
            let workers = self.workers(lane);
            let own_s = load.own_s.div_ceil(workers).max(load.longest_s);
            load.ahead_s.div_ceil(workers).saturating_add(own_s)
        });
        seconds.max().unwrap_or(0)
    }

    /// One, in a lane that the store does not name.
    fn workers(&self, lane: &str) -> u64 {
        let named = self.menu.store.lanes.iter().find(|setting| setting.id.as_str() == lane);
        named.map_or(1, |setting| setting.workers.max(1).into())
    }
}

fn times(prep_s: u32, quantity: u32) -> u64 {
    u64::from(prep_s) * u64::from(quantity)
}

fn range(work_s: u64, lead_time_s: u64) -> Estimate {
    let least_s = lead_time_s.min(LONGEST_S);
    let middle_s = work_s.clamp(least_s, LONGEST_S);
    let from_s = (middle_s * 4 / 5 / 60 * 60).max(least_s.div_ceil(60) * 60).max(60);
    let to_s = ((middle_s * 6).div_ceil(5).div_ceil(60) * 60).max(from_s + WIDTH_S);
    let seconds = |all: u64| u32::try_from(all).unwrap_or(u32::MAX);
    Estimate { from_s: seconds(from_s), to_s: seconds(to_s) }
}

#[cfg(test)]
mod tests;
