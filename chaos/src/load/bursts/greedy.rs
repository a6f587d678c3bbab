//! One address that takes all it can get, and customers of other addresses beside it. This machine has many addresses:
//! 127.0.0.2 is the greedy one, each customer has another one behind it.

use super::{Target, Wire, wire::authority};
use crate::{
    addresses::Addresses,
    history::History,
    load::shop::{Outcome, Phase, Shop},
};
use std::{
    io,
    net::Ipv4Addr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::watch,
    task::JoinSet,
    time::{Instant, MissedTickBehavior, interval, sleep},
};

const GREEDY: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
/// At each surface: more than a process reads at once from everybody.
const HALF_BODIES: usize = 1_300;
const STREAMS: usize = 400;
/// What it has open at once, or tries to.
pub const SOCKETS: usize = 2 * HALF_BODIES + STREAMS + 200;
const ORDERS_PER_S: u32 = 200;
/// Whoever was refused or cut off comes again, all together a few hundred times a second.
const AGAIN_AFTER: Duration = Duration::from_secs(5);
/// Between two orders of the customers beside it.
const BREATH: Duration = Duration::from_millis(30);
/// As many orders as that of one address are no burst.
const CUSTOMERS: u8 = 200;

/// Customers who order one after the other, each from an address of their own.
#[derive(Clone)]
pub struct Neighbours {
    shop: Arc<Shop>,
    target: Target,
    next: u8,
    _open: watch::Sender<Phase>,
}

/// What they had of it.
#[derive(Debug, Default)]
pub struct Served {
    pub took_ms: Vec<f64>,
    pub failed: Vec<String>,
}

/// What the greedy address had.
#[derive(Debug, Default)]
pub struct Taken {
    pub placed: AtomicU64,
    pub refused: AtomicU64,
}

impl Neighbours {
    /// `None` when no cart can be filled.
    pub async fn new(addresses: &Addresses, history: &History) -> Option<Self> {
        let (open, shop) = super::open(addresses, history);
        let target = Target::surface(&shop).await?;
        Some(Self { shop: Arc::new(shop), target, next: 0, _open: open })
    }

    /// They order for so long.
    pub async fn order_for(&mut self, turn: Duration, served: &mut Served) {
        let end = Instant::now() + turn;
        while Instant::now() < end {
            self.next = (self.next + 1) % CUSTOMERS;
            let began = Instant::now();
            match place(&self.shop, &self.target, Ipv4Addr::new(127, 0, 0, 3 + self.next)).await {
                Outcome::Acknowledged { .. } => served.took_ms.push(began.elapsed().as_secs_f64() * 1_000.0),
                Outcome::Refused { status, code } => served.failed.push(format!("{status} {code}")),
                Outcome::Unknown { why } => served.failed.push(why),
            }
            sleep(BREATH).await;
        }
    }

    /// The greedy address takes what it can until `end`, at the first surface of each kind; `taken` counts.
    pub async fn be_greedy(&self, taken: &Arc<Taken>, mut end: watch::Receiver<bool>) {
        let mut held = JoinSet::new();
        let addresses = &self.shop.addresses;
        for base in addresses.clients.iter().take(1) {
            for _ in 0..STREAMS {
                held.spawn(again_and_again(base.clone(), taken.clone(), hold_stream));
            }
        }
        for base in addresses.clients.iter().take(1).chain(addresses.admins.first()) {
            for _ in 0..HALF_BODIES {
                held.spawn(again_and_again(base.clone(), taken.clone(), half_send));
            }
        }
        let mut ticks = interval(Duration::from_secs(1) / ORDERS_PER_S);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
        let mut orders = JoinSet::new();
        loop {
            tokio::select! {
                _ = ticks.tick() => {}
                _ = end.wait_for(|end| *end) => break,
            }
            let (shop, target, taken) = (self.shop.clone(), self.target.clone(), taken.clone());
            orders.spawn(async move {
                match place(&shop, &target, GREEDY).await {
                    Outcome::Acknowledged { .. } => taken.placed.fetch_add(1, Ordering::Relaxed),
                    _ => taken.refused.fetch_add(1, Ordering::Relaxed),
                };
            });
            while orders.try_join_next().is_some() {}
        }
        // What was sent is noted, whatever it comes to.
        while orders.join_next().await.is_some() {}
    }
}

/// One order by an address of its own, noted.
async fn place(shop: &Shop, target: &Target, from: Ipv4Addr) -> Outcome {
    let key = shop.new_key();
    shop.history.add(target.intent(&key));
    let began = Instant::now();
    let call = async {
        let base = target.replicas.first().map_or("", String::as_str);
        let wire = Wire::connect_from(from, base).await?;
        Ok::<_, io::Error>(wire.call(target.request(base, &key).as_bytes()).await?.0)
    };
    let outcome = match call.await {
        Ok(answer) => Target::read(&answer),
        Err(error) => Outcome::Unknown { why: error.to_string() },
    };
    shop.note(&key, began.elapsed(), &outcome);
    outcome
}

/// Takes something, and takes it again once it is taken away.
async fn again_and_again<F: Future<Output = io::Result<()>>>(
    base: String,
    taken: Arc<Taken>,
    take: fn(String) -> F,
) {
    loop {
        if take(base.clone()).await.is_err() {
            taken.refused.fetch_add(1, Ordering::Relaxed);
        }
        sleep(AGAIN_AFTER).await;
    }
}

async fn hold_stream(base: String) -> io::Result<()> {
    let mut wire = Wire::connect_from(GREEDY, &base).await?;
    let host = authority(&base);
    wire.write(format!("GET /client/live/menu HTTP/1.1\r\nhost: {host}\r\n\r\n").as_bytes()).await?;
    if !wire.begins_with_200().await? {
        return Err(io::Error::other("refused"));
    }
    std::future::pending().await
}

/// Until the other side has had enough of it.
async fn half_send(base: String) -> io::Result<()> {
    let mut wire = Wire::connect_from(GREEDY, &base).await?;
    let host = authority(&base);
    let head = "content-type: application/x-www-form-urlencoded\r\ncontent-length: 1000";
    let path = "/client/api/cart/add";
    wire.write(format!("POST {path} HTTP/1.1\r\nhost: {host}\r\n{head}\r\n\r\nx").as_bytes()).await?;
    let _answered_or_silent = wire.begins_with_200().await;
    Ok(())
}
