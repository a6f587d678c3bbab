//! Customers beside a greedy address, each from a loopback address of its own (127.0.0.3 and up;
//! 127.0.0.2 is the greedy one).

use super::{Target, Wire};
use crate::{
    addresses::Addresses,
    history::History,
    load::context::{Outcome, Phase, Shop},
};
use std::{net::Ipv4Addr, sync::Arc, time::Duration};
use tokio::{
    sync::watch,
    time::{Instant, sleep},
};

/// Pause between two orders.
const BREATH: Duration = Duration::from_millis(15);
/// Number of customers: so many that the orders of each address are no burst.
const CUSTOMERS: u8 = 200;

/// Customers who order one after the other.
pub struct Neighbours {
    pub(super) shop: Arc<Shop>,
    pub(super) target: Target,
    next: u8,
    _open: watch::Sender<Phase>,
}

/// Times of successful requests, and reasons of the others.
#[derive(Debug, Default)]
pub struct Served {
    pub took_ms: Vec<f64>,
    pub failed: Vec<String>,
}

impl Neighbours {
    /// `None` if no cart can be filled.
    pub async fn new(addresses: &Addresses, history: &History) -> Option<Self> {
        let (open, shop) = super::open(addresses, history);
        let target = Target::surface(&shop).await?;
        Some(Self { shop: Arc::new(shop), target, next: 0, _open: open })
    }

    /// Places orders for the time `turn`.
    pub async fn order_for(&mut self, turn: Duration, served: &mut Served) {
        let end = Instant::now() + turn;
        while Instant::now() < end {
            self.next = (self.next + 1) % CUSTOMERS;
            let from = Ipv4Addr::new(127, 0, 0, 3 + self.next);
            let began = Instant::now();
            let outcome = match Wire::connect_from(from, self.target.base()).await {
                Ok(wire) => place(&self.shop, &self.target, wire).await.0,
                Err(error) => Outcome::Unknown { why: error.to_string() },
            };
            match outcome {
                Outcome::Acknowledged { .. } => served.took_ms.push(began.elapsed().as_secs_f64() * 1_000.0),
                Outcome::Refused { status, code } => served.failed.push(format!("{status} {code}")),
                Outcome::Unknown { why } => served.failed.push(why),
            }
            sleep(BREATH).await;
        }
    }
}

/// One order over `wire`, recorded; returns the connection if it can be used again.
pub(super) async fn place(shop: &Shop, target: &Target, wire: Wire) -> (Outcome, Option<Wire>) {
    let key = shop.new_key();
    shop.history.add(target.intent(&key));
    let began = Instant::now();
    let (outcome, kept) = match wire.call(target.request(target.base(), &key).as_bytes()).await {
        Ok((answer, kept)) => (Target::read(&answer), kept),
        Err(error) => (Outcome::Unknown { why: error.to_string() }, None),
    };
    shop.note(&key, began.elapsed(), &outcome);
    (outcome, kept)
}
