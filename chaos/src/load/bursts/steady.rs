//! Placements at a steady rate at the client surfaces, each pressed exactly once: what share of customers never
//! notices a fault. Whoever was refused or heard nothing does not come back here.

use crate::{
    addresses::Addresses,
    history::History,
    load::{
        customer::{self, Checkout},
        phone::Phone,
        shop::{Outcome, Shop, dice},
    },
};
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use tokio::{
    sync::watch,
    task::JoinSet,
    time::{MissedTickBehavior, interval},
};

const UNKNOWN: &str = "unknown";

/// Placements pressed once.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Steady {
    pub sent: u64,
    pub acknowledged: u64,
    /// What the others were told, by code; no answer is `unknown`.
    pub others: BTreeMap<String, u64>,
}

impl Steady {
    /// Acknowledged at the first press, of all.
    pub fn share(&self) -> f64 {
        self.acknowledged as f64 / (self.sent as f64).max(1.0)
    }

    /// How many heard nothing at all.
    pub fn unknown(&self) -> u64 {
        self.others.get(UNKNOWN).copied().unwrap_or_default()
    }
}

/// Presses `per_s` times a second, over the surfaces in turn, until `end` is true.
pub async fn steady(
    addresses: &Addresses,
    history: &History,
    seed: u64,
    per_s: u32,
    mut end: watch::Receiver<bool>,
) -> Steady {
    let (_open, shop) = super::open(addresses, history);
    let shop = Arc::new(shop);
    let Some((checkout, cookies)) = filled(&shop, seed).await else { return Steady::default() };
    let mut ticks = interval(Duration::from_secs(1) / per_s.max(1));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let (mut pressing, mut result) = (JoinSet::new(), Steady::default());
    for replica in 0.. {
        tokio::select! {
            _ = ticks.tick() => {}
            _ = end.wait_for(|end| *end) => break,
        }
        let (shop, cookies, checkout) = (shop.clone(), cookies.clone(), customer::again(&shop, &checkout));
        pressing.spawn(async move {
            let mut phone = Phone::new(&shop, &shop.addresses.clients, replica);
            phone.cookies = cookies;
            customer::press(&shop, &mut phone, &checkout).await
        });
        while let Some(done) = pressing.try_join_next() {
            result.take(done.ok());
        }
    }
    while let Some(done) = pressing.join_next().await {
        result.take(done.ok());
    }
    result
}

/// A phone that has come as far as checkout.
async fn filled(shop: &Shop, seed: u64) -> Option<(Checkout, BTreeMap<String, String>)> {
    let menu = shop.menu().await?;
    let mut phone = Phone::new(shop, &shop.addresses.clients, 0);
    let checkout = customer::fill(shop, &mut phone, menu, &mut dice(seed, 3)).await?;
    Some((checkout, phone.cookies))
}

impl Steady {
    fn take(&mut self, done: Option<Outcome>) {
        self.sent += 1;
        let other = match done {
            Some(Outcome::Acknowledged { .. }) => return self.acknowledged += 1,
            Some(Outcome::Refused { code, .. }) => code,
            Some(Outcome::Unknown { .. }) | None => UNKNOWN.to_owned(),
        };
        *self.others.entry(other).or_default() += 1;
    }
}
