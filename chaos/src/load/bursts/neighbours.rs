//! Customers beside a greedy address, each from a loopback address of its own (127.0.0.3 and up;
//! 127.0.0.2 is the greedy one).

use super::{PlacementTemplate, RawHttp};
use crate::{
    addresses::SystemAddresses,
    history::RunHistory,
    load::context::{LoadContext, LoadPhase, PlacementOutcome},
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
pub struct NeighbourCustomers {
    pub(super) shop: Arc<LoadContext>,
    pub(super) target: PlacementTemplate,
    next: u8,
    _open: watch::Sender<LoadPhase>,
}

/// Times of successful requests, and reasons of the others.
#[derive(Debug, Default)]
pub struct RequestResults {
    pub took_ms: Vec<f64>,
    pub failed: Vec<String>,
}

impl NeighbourCustomers {
    /// `None` if no cart can be filled.
    pub async fn new(addresses: &SystemAddresses, history: &RunHistory) -> Option<Self> {
        let (open, shop) = super::open_context(addresses, history);
        let target = PlacementTemplate::for_surface(&shop).await?;
        Some(Self { shop: Arc::new(shop), target, next: 0, _open: open })
    }

    /// Places orders for the time `turn`.
    pub async fn place_orders_for(&mut self, turn: Duration, served: &mut RequestResults) {
        let end = Instant::now() + turn;
        while Instant::now() < end {
            self.next = (self.next + 1) % CUSTOMERS;
            let from = Ipv4Addr::new(127, 0, 0, 3 + self.next);
            let began = Instant::now();
            let outcome = match RawHttp::connect_from(from, self.target.base_url()).await {
                Ok(wire) => place_over_raw_http(&self.shop, &self.target, wire).await.0,
                Err(error) => PlacementOutcome::Unknown { why: error.to_string() },
            };
            match outcome {
                PlacementOutcome::Acknowledged { .. } => {
                    served.took_ms.push(began.elapsed().as_secs_f64() * 1_000.0);
                }
                PlacementOutcome::Refused { status, code } => {
                    served.failed.push(format!("{status} {code}"));
                }
                PlacementOutcome::Unknown { why } => served.failed.push(why),
            }
            sleep(BREATH).await;
        }
    }
}

/// One order over `wire`, recorded; returns the connection if it can be used again.
pub(super) async fn place_over_raw_http(
    shop: &LoadContext,
    target: &PlacementTemplate,
    wire: RawHttp,
) -> (PlacementOutcome, Option<RawHttp>) {
    let key = shop.new_key();
    shop.history.add_record(target.intent_record(&key));
    let began = Instant::now();
    let (outcome, kept) =
        match wire.call(target.render_request(target.base_url(), &key).as_bytes()).await {
            Ok((answer, kept)) => (PlacementTemplate::outcome_from_response(&answer), kept),
            Err(error) => (PlacementOutcome::Unknown { why: error.to_string() }, None),
        };
    shop.record_outcome(&key, began.elapsed(), &outcome);
    (outcome, kept)
}
