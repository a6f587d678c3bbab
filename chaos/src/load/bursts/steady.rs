//! Placements at a steady rate at the client surfaces: what share of customers never notices a fault, since it was
//! taken at the first press. Whoever was refused or heard nothing presses at most once more.

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
    time::{MissedTickBehavior, interval, sleep},
};

const UNKNOWN: &str = "unknown";

/// How the button is pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pressing {
    Once,
    /// And again, with the same key, when it was not taken.
    OnceMore,
}

/// A person sees what has become of it, and presses again.
const SECOND_THOUGHT: Duration = Duration::from_millis(1_000);

/// Placements and what became of them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Steady {
    pub sent: u64,
    /// At the first press.
    pub acknowledged: u64,
    /// At the second.
    pub at_second: u64,
    /// What the others were told at the first press, by code; no answer is `unknown`.
    pub others: BTreeMap<String, u64>,
}

impl Steady {
    /// Acknowledged at the first press, of all.
    pub fn share(&self) -> f64 {
        self.acknowledged as f64 / (self.sent as f64).max(1.0)
    }

    /// Acknowledged at the first or the second press, of all.
    pub fn share_of_two(&self) -> f64 {
        (self.acknowledged + self.at_second) as f64 / (self.sent as f64).max(1.0)
    }

    /// How many heard nothing at all.
    pub fn unknown(&self) -> u64 {
        self.others.get(UNKNOWN).copied().unwrap_or_default()
    }
}

/// Begins `per_s` placements a second, over the surfaces in turn, until `end` is true.
pub async fn steady(
    addresses: &Addresses,
    history: &History,
    seed: u64,
    (per_s, pressing): (u32, Pressing),
    mut end: watch::Receiver<bool>,
) -> Steady {
    let (_open, shop) = super::open(addresses, history);
    let shop = Arc::new(shop);
    let Some((checkout, cookies)) = filled(&shop, seed).await else { return Steady::default() };
    let mut ticks = interval(Duration::from_secs(1) / per_s.max(1));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let (mut customers, mut result) = (JoinSet::new(), Steady::default());
    for replica in 0.. {
        tokio::select! {
            _ = ticks.tick() => {}
            _ = end.wait_for(|end| *end) => break,
        }
        let (shop, cookies, checkout) = (shop.clone(), cookies.clone(), customer::again(&shop, &checkout));
        customers.spawn(async move {
            let mut phone = Phone::new(&shop, &shop.addresses.clients, replica);
            phone.cookies = cookies;
            phone.drop_customer_cookie();
            let first = customer::press(&shop, &mut phone, &checkout).await;
            let again = pressing == Pressing::OnceMore && !matches!(first, Outcome::Acknowledged { .. });
            if !again {
                return (first, None);
            }
            sleep(SECOND_THOUGHT).await;
            (first, Some(customer::press(&shop, &mut phone, &checkout).await))
        });
        while let Some(done) = customers.try_join_next() {
            result.take(done.ok());
        }
    }
    while let Some(done) = customers.join_next().await {
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
    fn take(&mut self, done: Option<(Outcome, Option<Outcome>)>) {
        self.sent += 1;
        let (first, second) = done.unzip();
        if let Some(Some(Outcome::Acknowledged { .. })) = second {
            self.at_second += 1;
        }
        let other = match first {
            Some(Outcome::Acknowledged { .. }) => return self.acknowledged += 1,
            Some(Outcome::Refused { code, .. }) => code,
            Some(Outcome::Unknown { .. }) | None => UNKNOWN.to_owned(),
        };
        *self.others.entry(other).or_default() += 1;
    }
}
