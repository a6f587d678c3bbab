//! Clients that hold connections: heads and bodies that come byte by byte, readers that do not
//! read. Other clients must not notice them.

use super::{
    drop_readers::{self, FEED},
    raw_http::{RawHttp, authority_of},
};
use crate::{
    addresses::SystemAddresses,
    history::{RunHistory, percentile_of_sorted},
    load::{
        context::{LoadContext, PlacementOutcome, seeded_rng},
        direct_program,
    },
    programs::ProgramIdentity,
};
use staff_token::surface::ServiceName;
use std::{io, time::Duration};
use tokio::{
    task::JoinSet,
    time::{Instant, interval, sleep},
};

/// Slow connections of each kind, at each of the two targets.
const OF_EACH: usize = 40;
const FOR: Duration = Duration::from_secs(6);
const BYTE_EVERY: Duration = Duration::from_millis(250);
const SERVE_EVERY: Duration = Duration::from_millis(50);

/// Service for other clients while slow clients held connections.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SlowClientsResult {
    /// Slow connections that were attempted, and those that succeeded.
    pub meant: u64,
    pub slow: u64,
    /// Requests of other clients, menu pages and placements: successful and failed ones.
    pub served: u64,
    pub failed: u64,
    pub p99_ms: u64,
}

#[derive(Clone, Copy)]
enum SlowClientKind {
    Head,
    Body,
    Deaf,
}

/// Holds slow connections for some seconds, at the first client surface and the first order
/// service, and measures other clients meanwhile.
pub async fn run_slow_clients(
    addresses: &SystemAddresses,
    history: &RunHistory,
) -> SlowClientsResult {
    let (_open, shop) = super::open_context(addresses, history);
    let end = Instant::now() + FOR;
    let mut slow = JoinSet::new();
    if let Some(base) = addresses.clients.first() {
        spawn_slow_connections(
            &mut slow,
            (base, ""),
            "/client/api/orders",
            &["/client/live/menu".to_owned()],
            end,
        );
    }
    if let Some(base) = addresses.orders.first() {
        // Most begin at the head: forty snapshots at once are a load of their own.
        let mut feeds = vec![
            drop_readers::feed_path_from_head(&addresses.programs, base)
                .await
                .unwrap_or_else(|| FEED.to_owned());
            9
        ];
        feeds.push(FEED.to_owned());
        let proof = addresses.programs.token_header_line(
            base,
            ServiceName::Order,
            ProgramIdentity::Counter,
        );
        spawn_slow_connections(&mut slow, (base, &proof), "/api/v1/orders", &feeds, end);
    }
    let meant = slow.len() as u64;
    let mut result = SlowClientsResult { meant, ..measure_others(&shop, end).await };
    while let Some(held) = slow.join_next().await {
        result.slow += u64::from(matches!(held, Ok(Ok(()))));
    }
    result
}

/// Starts some slow connections of each kind at one target.
fn spawn_slow_connections(
    slow: &mut JoinSet<io::Result<()>>,
    (base, proof): (&str, &str),
    form: &str,
    feeds: &[String],
    end: Instant,
) {
    let at = || (base.to_owned(), proof.to_owned());
    for feed in feeds.iter().cycle().take(OF_EACH) {
        slow.spawn(hold_connection(at(), form.to_owned(), SlowClientKind::Head, end));
        slow.spawn(hold_connection(at(), form.to_owned(), SlowClientKind::Body, end));
        slow.spawn(hold_connection(at(), feed.clone(), SlowClientKind::Deaf, end));
    }
}

/// Holds one connection until `end`, or until the other side closes it.
async fn hold_connection(
    (base, proof): (String, String),
    path: String,
    kind: SlowClientKind,
    end: Instant,
) -> io::Result<()> {
    let mut wire = RawHttp::connect(&base).await?;
    let host = authority_of(&base);
    let begin = match kind {
        SlowClientKind::Head => format!("POST {path} HTTP/1.1\r\nhost: {host}\r\n{proof}x-slow: "),
        SlowClientKind::Body => {
            let head =
                "content-type: application/json\r\nidempotency-key: never\r\ncontent-length: 1000";
            format!("POST {path} HTTP/1.1\r\nhost: {host}\r\n{proof}{head}\r\n\r\n")
        }
        SlowClientKind::Deaf => format!("GET {path} HTTP/1.1\r\nhost: {host}\r\n{proof}\r\n"),
    };
    wire.write(begin.as_bytes()).await?;
    while Instant::now() < end {
        sleep(BYTE_EVERY).await;
        if !matches!(kind, SlowClientKind::Deaf) && wire.write(b" ").await.is_err() {
            break;
        }
    }
    Ok(())
}

/// Menu pages and placements in turn, timed.
async fn measure_others(shop: &LoadContext, end: Instant) -> SlowClientsResult {
    let mut result = SlowClientsResult::default();
    let mut took_ms = Vec::new();
    let mut rng = seeded_rng(0, 6);
    let mut ticks = interval(SERVE_EVERY);
    for number in 0_u64.. {
        ticks.tick().await;
        if Instant::now() >= end {
            break;
        }
        let began = Instant::now();
        let served = if number % 2 == 0 {
            fetch_menu_page(shop).await
        } else {
            place_once(shop, &mut rng).await
        };
        took_ms.push(u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX));
        result.served += u64::from(served);
        result.failed += u64::from(!served);
    }
    took_ms.sort_unstable();
    result.p99_ms = percentile_of_sorted(&took_ms, 0.99);
    result
}

async fn fetch_menu_page(shop: &LoadContext) -> bool {
    let Some(base) = shop.addresses.clients.first() else { return true };
    let answer = shop.http.get(format!("{base}/client")).send().await;
    answer.is_ok_and(|answer| answer.status().is_success())
}

async fn place_once(shop: &LoadContext, rng: &mut rand::rngs::StdRng) -> bool {
    let Some(base) = shop.addresses.orders.first() else { return true };
    let key = shop.new_key();
    let new = direct_program::random_order(rng);
    direct_program::record_intent(shop, &key, &new, true);
    matches!(
        direct_program::attempt_placement(shop, base, &key, &new).await,
        PlacementOutcome::Acknowledged { .. }
    )
}
