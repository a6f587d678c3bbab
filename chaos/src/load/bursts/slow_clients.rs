//! Clients that hold on to what they have: heads and bodies that come byte by byte, readers that do not read. Nobody
//! else may notice them.

use super::wire::{Wire, authority};
use crate::{
    addresses::Addresses,
    history::{History, percentile},
    load::{
        direct,
        shop::{Outcome, Shop, dice},
    },
};
use std::{io, time::Duration};
use tokio::{
    task::JoinSet,
    time::{Instant, interval, sleep},
};

/// Of each kind, at each place.
const OF_EACH: usize = 40;
const FOR: Duration = Duration::from_secs(6);
const BYTE_EVERY: Duration = Duration::from_millis(250);
const SERVE_EVERY: Duration = Duration::from_millis(50);

/// What others had while slow clients held on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SlowClients {
    /// Slow connections that were opened.
    pub slow: u64,
    /// Of them, how many the other side had ended by the end.
    pub cut: u64,
    /// Requests of others: menu pages and placements.
    pub served: u64,
    pub failed: u64,
    pub p50_ms: u64,
    pub p99_ms: u64,
}

#[derive(Clone, Copy)]
enum Slowness {
    Head,
    Body,
    Deaf,
}

/// For some seconds, at the first client surface and the first order service; others are served meanwhile.
pub async fn slow_clients(addresses: &Addresses, history: &History) -> SlowClients {
    let (_open, shop) = super::open(addresses, history);
    let end = Instant::now() + FOR;
    let mut slow = JoinSet::new();
    let (clients, orders) = (addresses.clients.first(), addresses.orders.first());
    for (base, path, feed) in [
        (clients, "/client/api/orders", "/client/live/menu"),
        (orders, "/api/v1/orders", "/api/v1/orders/events"),
    ] {
        let Some(base) = base else { continue };
        for kind in [Slowness::Head, Slowness::Body, Slowness::Deaf] {
            let path = if matches!(kind, Slowness::Deaf) { feed } else { path };
            (0..OF_EACH).for_each(|_| {
                slow.spawn(hold(base.clone(), path, kind, end));
            });
        }
    }
    let mut result = others(&shop, end).await;
    while let Some(held) = slow.join_next().await {
        if let Ok(Ok(cut)) = held {
            result.slow += 1;
            result.cut += u64::from(cut);
        }
    }
    result
}

/// Holds one connection until the end; true when the other side ended it before.
async fn hold(base: String, path: &'static str, kind: Slowness, end: Instant) -> io::Result<bool> {
    let mut wire = Wire::connect(&base).await?;
    let host = authority(&base);
    let begin = match kind {
        Slowness::Head => format!("POST {path} HTTP/1.1\r\nhost: {host}\r\nx-slow: "),
        Slowness::Body => {
            let head = "content-type: application/json\r\nidempotency-key: never\r\ncontent-length: 1000";
            format!("POST {path} HTTP/1.1\r\nhost: {host}\r\n{head}\r\n\r\n")
        }
        Slowness::Deaf => format!("GET {path} HTTP/1.1\r\nhost: {host}\r\n\r\n"),
    };
    wire.write(begin.as_bytes()).await?;
    while Instant::now() < end {
        sleep(BYTE_EVERY).await;
        if !matches!(kind, Slowness::Deaf) && wire.write(b" ").await.is_err() {
            return Ok(true);
        }
    }
    Ok(!matches!(kind, Slowness::Deaf) && wire.is_ended().await)
}

/// Menu pages and placements in turn, timed.
async fn others(shop: &Shop, end: Instant) -> SlowClients {
    let (mut result, mut took_ms, mut rng) = (SlowClients::default(), Vec::new(), dice(0, 6));
    let mut ticks = interval(SERVE_EVERY);
    for number in 0_u64.. {
        ticks.tick().await;
        if Instant::now() >= end {
            break;
        }
        let began = Instant::now();
        let served = if number % 2 == 0 { menu_page(shop).await } else { placement(shop, &mut rng).await };
        took_ms.push(u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX));
        result.served += u64::from(served);
        result.failed += u64::from(!served);
    }
    took_ms.sort_unstable();
    (result.p50_ms, result.p99_ms) = (percentile(&took_ms, 0.5), percentile(&took_ms, 0.99));
    result
}

async fn menu_page(shop: &Shop) -> bool {
    let Some(base) = shop.addresses.clients.first() else { return true };
    let answer = shop.http.get(format!("{base}/client")).send().await;
    answer.is_ok_and(|answer| answer.status().is_success())
}

async fn placement(shop: &Shop, rng: &mut rand::rngs::StdRng) -> bool {
    let Some(base) = shop.addresses.orders.first() else { return true };
    let (key, new) = (shop.new_key(), direct::new_order(rng));
    direct::want(shop, &key, &new, true);
    matches!(direct::send(shop, base, &key, &new).await, Outcome::Acknowledged { .. })
}
