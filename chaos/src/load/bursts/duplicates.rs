//! One placement sent many times at once: a nervous thumb, a network that repeats, a program without patience.

use crate::{
    addresses::Addresses,
    history::{History, Key},
    load::{
        customer::{self, Checkout},
        direct,
        phone::Phone,
        shop::{Outcome, Shop, dice},
    },
};
use futures::future::join_all;
use order_api::OrderId;
use std::collections::{BTreeMap, BTreeSet};

/// Of each kind.
const AT_ONCE: usize = 50;

/// One key sent many times at once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Duplicates {
    pub sent: u64,
    pub acknowledged: u64,
    /// Refused or without an answer.
    pub failed: u64,
    /// Different orders that were acknowledged; more than one is a fault.
    pub orders: u64,
}

/// 50 parallel placements with one key at the client surfaces, and 50 with another at the order services.
pub async fn duplicates(addresses: &Addresses, history: &History, seed: u64) -> [Duplicates; 2] {
    let (_open, shop) = super::open(addresses, history);
    [at_surfaces(&shop, seed).await.unwrap_or_default(), at_services(&shop, seed).await]
}

async fn at_surfaces(shop: &Shop, seed: u64) -> Option<Duplicates> {
    let mut phone = Phone::new(shop, &shop.addresses.clients, 0);
    let menu = shop.menu().await?;
    let checkout = customer::fill(shop, &mut phone, menu, &mut dice(seed, 1)).await?;
    let presses = (0..AT_ONCE).map(|replica| press(shop, replica, phone.cookies.clone(), &checkout));
    Some(count(join_all(presses).await))
}

async fn press(
    shop: &Shop,
    replica: usize,
    cookies: BTreeMap<String, String>,
    checkout: &Checkout,
) -> Outcome {
    let mut phone = Phone::new(shop, &shop.addresses.clients, replica);
    phone.cookies = cookies;
    customer::press(shop, &mut phone, checkout).await
}

async fn at_services(shop: &Shop, seed: u64) -> Duplicates {
    let (key, new): (Key, _) = (shop.new_key(), direct::new_order(&mut dice(seed, 2)));
    direct::want(shop, &key, &new, true);
    let replicas = shop.addresses.orders.iter().cycle().take(AT_ONCE);
    count(join_all(replicas.map(|replica| direct::send(shop, replica, &key, &new))).await)
}

fn count(outcomes: Vec<Outcome>) -> Duplicates {
    let order = |outcome: &Outcome| match outcome {
        Outcome::Acknowledged { order, .. } => Some(*order),
        Outcome::Refused { .. } | Outcome::Unknown { .. } => None,
    };
    let told: Vec<OrderId> = outcomes.iter().filter_map(order).collect();
    Duplicates {
        sent: outcomes.len() as u64,
        acknowledged: told.len() as u64,
        failed: (outcomes.len() - told.len()) as u64,
        orders: told.into_iter().collect::<BTreeSet<_>>().len() as u64,
    }
}
