//! One address that takes all it can get of the surfaces: bodies that never end, streams, orders.
//!
//! An attacker has machines of its own, so its client takes no CPU time from the system. Here the
//! client is a thread of lower priority than the measured system, and it does little: it holds
//! sockets without polling them, sends orders over kept connections, and retries after a pause. Its
//! results are counted, since an attack that starved would prove nothing.

use super::{
    NeighbourCustomers, PlacementTemplate, RawHttp, neighbours::place_over_raw_http,
    raw_http::authority_of,
};
use crate::{
    cpu,
    load::context::{LoadContext, PlacementOutcome},
};
use anyhow::{Context as _, Result};
use std::{
    collections::BTreeMap,
    io,
    net::Ipv4Addr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};
use tokio::{
    runtime,
    sync::{oneshot, watch},
    task::JoinSet,
    time::{Instant, MissedTickBehavior, interval_at, sleep},
};

const GREEDY: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
/// Half-sent bodies at each surface: more than a process reads at once from all addresses.
pub const HALF_BODIES: u32 = 1_300;
pub const STREAMS: u32 = 400;
pub const ORDERS_PER_S: u32 = 200;
/// Most sockets that it has open at once.
pub const SOCKETS: usize = (2 * HALF_BODIES + STREAMS + ORDER_WIRES) as usize;
/// Connections for orders: each order waits for the one before it on its connection.
const ORDER_WIRES: u32 = 20;
/// Pause before a request that was refused or cut off is tried again. A process reads a body for at
/// most 5 s: 1,300 bodies that return at this pace are needed to occupy a process without shares.
pub const AGAIN_AFTER: Duration = Duration::from_secs(5);
/// Time over which all connections are opened, one after the other.
const SPREAD: Duration = Duration::from_secs(1);
/// Priority below the measured system, but not the lowest: on a busy machine the client must not
/// starve.
const NICENESS: i32 = 5;

/// Attempts and successes of the greedy address.
#[derive(Debug, Default)]
pub struct GreedyCounts {
    /// Orders sent, and those placed.
    pub ordered: AtomicU64,
    pub placed: AtomicU64,
    /// Bodies begun, and those that a surface read until their deadline.
    pub bodies: AtomicU64,
    pub read: AtomicU64,
    /// Streams that began.
    pub streams: AtomicU64,
    /// Other answers to its orders, by status and code; `broken` if there was none.
    pub refused_orders: Mutex<BTreeMap<String, u64>>,
    /// CPU milliseconds of its client.
    pub cpu_ms: AtomicU64,
}

/// Result of an order without an answer.
pub const BROKEN: &str = "broken";

impl GreedyCounts {
    fn count_refusal(&self, how: String) {
        let mut refused = self.refused_orders.lock().unwrap_or_else(PoisonError::into_inner);
        *refused.entry(how).or_default() += 1;
    }
}

/// A greedy address that works until it is stopped.
pub struct GreedyAddress {
    end: watch::Sender<bool>,
    ended: oneshot::Receiver<()>,
}

impl GreedyAddress {
    /// Attacks the surfaces of `neighbours`, with the same kind of order; `taken` counts.
    ///
    /// # Errors
    /// If no thread can be started.
    pub fn start(neighbours: &NeighbourCustomers, taken: &Arc<GreedyCounts>) -> Result<Self> {
        let (end, ends) = watch::channel(false);
        let (gone, ended) = oneshot::channel();
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let greed = GreedyClient {
            shop: neighbours.shop.clone(),
            target: neighbours.target.clone(),
            taken: taken.clone(),
        };
        let work = move || {
            let _as_it_is = rustix::process::nice(NICENESS);
            runtime.block_on(greed.attack_surfaces(ends));
            drop(runtime);
            let cpu_ms = cpu::seconds_of_this_thread() * 1_000.0;
            greed.taken.cpu_ms.fetch_add(cpu_ms as u64, Ordering::Relaxed);
            let _nobody_waits = gone.send(());
        };
        thread::Builder::new()
            .name("greedy".to_owned())
            .spawn(work)
            .context("no thread for a greedy address")?;
        Ok(Self { end, ended })
    }

    /// Releases everything; after that, all orders that were sent are in the record.
    pub async fn stop(self) {
        self.end.send_replace(true);
        let _it_broke = self.ended.await;
    }
}

struct GreedyClient {
    shop: Arc<LoadContext>,
    target: PlacementTemplate,
    taken: Arc<GreedyCounts>,
}

impl GreedyClient {
    async fn attack_surfaces(&self, mut end: watch::Receiver<bool>) {
        let mut held = JoinSet::new();
        let addresses = &self.shop.addresses;
        let clients = addresses.clients.first();
        let admins = addresses.admins.first();
        for (base, path) in [(clients, "/client/api/cart/add"), (admins, "/admin/api/sign-in")] {
            let Some(base) = base else { continue };
            let request = half_request(base, path);
            for number in 0..HALF_BODIES {
                let base = base.clone();
                let request = request.clone();
                let taken = self.taken.clone();
                held.spawn(async move {
                    sleep(SPREAD * number / HALF_BODIES).await;
                    loop {
                        send_half_request(&base, &request, &taken).await;
                        sleep(AGAIN_AFTER).await;
                    }
                });
            }
        }
        for number in 0..STREAMS {
            let Some(base) = clients.cloned() else { break };
            let taken = self.taken.clone();
            held.spawn(async move {
                sleep(SPREAD * number / STREAMS).await;
                loop {
                    let _it_ended = hold_stream(&base, &taken).await;
                    sleep(AGAIN_AFTER).await;
                }
            });
        }
        let mut orders = JoinSet::new();
        for number in 0..ORDER_WIRES {
            let shop = self.shop.clone();
            let target = self.target.clone();
            let greed = Self { shop, target, taken: self.taken.clone() };
            let end = end.clone();
            orders.spawn(async move { greed.send_orders_on(number, end).await });
        }
        let _sender_is_gone = end.wait_for(|end| *end).await;
        // Every order that was sent is recorded, with its result.
        while orders.join_next().await.is_some() {}
    }

    /// Sends the orders of one connection.
    async fn send_orders_on(&self, number: u32, mut end: watch::Receiver<bool>) {
        let every = Duration::from_secs(1) * ORDER_WIRES / ORDERS_PER_S;
        let mut ticks = interval_at(Instant::now() + every * number / ORDER_WIRES, every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let mut wire = None;
        loop {
            tokio::select! {
                _ = ticks.tick() => {}
                _ = end.wait_for(|end| *end) => return,
            }
            wire = self.send_order(wire).await;
        }
    }

    async fn send_order(&self, wire: Option<RawHttp>) -> Option<RawHttp> {
        let taken = &self.taken;
        taken.ordered.fetch_add(1, Ordering::Relaxed);
        let wire = match wire {
            Some(wire) => Ok(wire),
            None => RawHttp::connect_from(GREEDY, self.target.base_url()).await,
        };
        let Ok(wire) = wire else {
            taken.count_refusal(BROKEN.to_owned());
            return None;
        };
        let (outcome, kept) = place_over_raw_http(&self.shop, &self.target, wire).await;
        match outcome {
            PlacementOutcome::Acknowledged { .. } => {
                taken.placed.fetch_add(1, Ordering::Relaxed);
            }
            PlacementOutcome::Refused { status, code } => {
                taken.count_refusal(format!("{status} {code}"));
            }
            PlacementOutcome::Unknown { .. } => taken.count_refusal(BROKEN.to_owned()),
        }
        kept
    }
}

async fn hold_stream(base: &str, taken: &GreedyCounts) -> io::Result<()> {
    let mut wire = RawHttp::connect_from(GREEDY, base).await?;
    let host = authority_of(base);
    wire.write(format!("GET /client/live/menu HTTP/1.1\r\nhost: {host}\r\n\r\n").as_bytes())
        .await?;
    if wire.read_status().await? == 200 {
        taken.streams.fetch_add(1, Ordering::Relaxed);
        wire.discard_until_closed().await?;
    }
    Ok(())
}

/// A request whose body is shorter than its head announces.
fn half_request(base: &str, path: &str) -> Arc<str> {
    let host = authority_of(base);
    let kind = "application/x-www-form-urlencoded";
    let head = format!("host: {host}\r\ncontent-type: {kind}\r\ncontent-length: 1000");
    format!("POST {path} HTTP/1.1\r\n{head}\r\n\r\nx").into()
}

/// Sends half a request and waits until the other side gives up.
async fn send_half_request(base: &str, request: &str, taken: &GreedyCounts) {
    taken.bodies.fetch_add(1, Ordering::Relaxed);
    let status = async {
        let mut wire = RawHttp::connect_from(GREEDY, base).await?;
        wire.write(request.as_bytes()).await?;
        wire.read_status_within(2 * AGAIN_AFTER).await
    };
    if matches!(status.await, Ok(408)) {
        taken.read.fetch_add(1, Ordering::Relaxed);
    }
}
