//! Placements at a steady rate at the client surfaces. Measures the share of customers who notice
//! no fault, because their first press is acknowledged. A customer who is refused or gets no answer
//! presses at most once more.

use crate::{
    addresses::SystemAddresses,
    history::RunHistory,
    load::{
        browser::SimulatedBrowser,
        context::{LoadContext, PlacementOutcome, seeded_rng},
        customer::{self, OpenCheckout},
    },
};
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use tokio::{
    sync::watch,
    task::JoinSet,
    time::{MissedTickBehavior, interval, sleep},
};

const UNKNOWN: &str = "unknown";

/// How often a customer presses the button.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PressPolicy {
    Once,
    /// Once more, with the same key, if the first press was not acknowledged.
    OnceMore,
}

/// Time for a person to see the result and press again.
const SECOND_THOUGHT: Duration = Duration::from_millis(1_000);

/// Placements and their results.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SteadyLoadResult {
    pub sent: u64,
    /// Acknowledged at the first press.
    pub acknowledged: u64,
    /// Acknowledged at the second press.
    pub at_second: u64,
    /// Other results of the first press, by code; `unknown` if there was no answer.
    pub others: BTreeMap<String, u64>,
}

impl SteadyLoadResult {
    /// Share of all placements acknowledged at the first press.
    pub fn first_press_share(&self) -> f64 {
        self.acknowledged as f64 / (self.sent as f64).max(1.0)
    }

    /// Share of all placements acknowledged at the first or the second press.
    pub fn either_press_share(&self) -> f64 {
        (self.acknowledged + self.at_second) as f64 / (self.sent as f64).max(1.0)
    }

    /// Number of first presses without an answer.
    pub fn unknown_count(&self) -> u64 {
        self.others.get(UNKNOWN).copied().unwrap_or_default()
    }
}

/// Begins `per_s` placements a second, at the surfaces in turn, until `end` is true.
pub async fn run_steady_load(
    addresses: &SystemAddresses,
    history: &RunHistory,
    seed: u64,
    (per_s, pressing): (u32, PressPolicy),
    mut end: watch::Receiver<bool>,
) -> SteadyLoadResult {
    let (_open, shop) = super::open_context(addresses, history);
    let shop = Arc::new(shop);
    let Some((checkout, cookies)) = checkout_with_cookies(&shop, seed).await else {
        return SteadyLoadResult::default();
    };
    let mut ticks = interval(Duration::from_secs(1) / per_s.max(1));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let mut customers = JoinSet::new();
    let mut result = SteadyLoadResult::default();
    for replica in 0.. {
        tokio::select! {
            _ = ticks.tick() => {}
            _ = end.wait_for(|end| *end) => break,
        }
        let (shop, cookies, checkout) =
            (shop.clone(), cookies.clone(), customer::copy_with_new_key(&shop, &checkout));
        customers.spawn(async move {
            let mut phone = SimulatedBrowser::new(&shop, &shop.addresses.clients, replica);
            phone.cookies = cookies;
            phone.drop_customer_cookie();
            let first = customer::press_order_button(&shop, &mut phone, &checkout).await;
            let again = pressing == PressPolicy::OnceMore
                && !matches!(first, PlacementOutcome::Acknowledged { .. });
            if !again {
                return (first, None);
            }
            sleep(SECOND_THOUGHT).await;
            (first, Some(customer::press_order_button(&shop, &mut phone, &checkout).await))
        });
        while let Some(done) = customers.try_join_next() {
            result.count_customer(done.ok());
        }
    }
    while let Some(done) = customers.join_next().await {
        result.count_customer(done.ok());
    }
    result
}

/// A filled cart at checkout, with the cookies of its phone.
async fn checkout_with_cookies(
    shop: &LoadContext,
    seed: u64,
) -> Option<(OpenCheckout, BTreeMap<String, String>)> {
    let menu = shop.initial_menu().await?;
    let mut phone = SimulatedBrowser::new(shop, &shop.addresses.clients, 0);
    let checkout =
        customer::prepare_checkout(shop, &mut phone, menu, &mut seeded_rng(seed, 3)).await?;
    Some((checkout, phone.cookies))
}

impl SteadyLoadResult {
    fn count_customer(&mut self, done: Option<(PlacementOutcome, Option<PlacementOutcome>)>) {
        self.sent += 1;
        let (first, second) = done.unzip();
        if let Some(Some(PlacementOutcome::Acknowledged { .. })) = second {
            self.at_second += 1;
        }
        let other = match first {
            Some(PlacementOutcome::Acknowledged { .. }) => return self.acknowledged += 1,
            Some(PlacementOutcome::Refused { code, .. }) => code,
            Some(PlacementOutcome::Unknown { .. }) | None => UNKNOWN.to_owned(),
        };
        *self.others.entry(other).or_default() += 1;
    }
}
