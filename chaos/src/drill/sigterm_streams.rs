//! SIGTERM to a process with a thousand open streams: it exits in time, its readers come back
//! spread over time, and none of them misses anything.

use super::{
    Ground,
    order_placer::{Answer, Placing},
    streams::Streams,
};
use crate::{
    open_files,
    programs::Programs,
    report::Measure,
    world::{Replica, Service},
};
use anyhow::{Context as _, Result, ensure};
use order_api::OrderId;
use rustix::process::Signal;
use std::{collections::HashMap, time::Duration};
use tokio::time::{Instant, sleep};

const STREAMS: usize = 1_000;
const OPEN_LIMIT: Duration = Duration::from_secs(40);
const BACK_LIMIT: Duration = Duration::from_secs(30);
const SEEN_LIMIT: Duration = Duration::from_secs(20);
/// Drain time that a process promises.
const EXIT_LIMIT: Duration = Duration::from_secs(5);
const PATIENCE: Duration = Duration::from_secs(15);
const ORDERS: usize = 5;
const BUCKET_MS: u128 = 100;
/// Largest share of all readers that may come back within one bucket.
const BUSIEST_SHARE: f64 = 0.5;

pub async fn run(ground: &Ground<'_>) -> Result<Vec<Measure>> {
    let mut measures = surface(ground).await?;
    measures.extend(service(ground).await?);
    Ok(measures)
}

/// Phones with an open menu. The first frame is the whole state, so a phone that is back has missed
/// nothing.
async fn surface(ground: &Ground<'_>) -> Result<Vec<Measure>> {
    let base = ground.world.addresses.clients.first().context("there is no client surface")?;
    let streams = opened(&format!("{base}/client/live/menu"), None).await?;
    ensure!(
        streams.until(OPEN_LIMIT, |seen| seen.told == STREAMS).await,
        "not all phones were told the menu"
    );
    let took = terminate(ground, Service::Client).await?;
    let all_back = streams.until(BACK_LIMIT, |seen| seen.told >= 2 * STREAMS).await;
    let (back, busiest) = streams.look(|seen| (seen.told.saturating_sub(STREAMS), busiest(&seen.back)));
    Ok(vec![
        exit("SIGTERM with 1,000 phones: the surface exits", took),
        Measure::new(
            "its phones are back with the whole state",
            format!("{back} of {STREAMS}"),
            "all",
            all_back,
        ),
        Measure::new(
            "its phones come back spread, most in 100 ms",
            busiest.to_string(),
            format!("<= {:.0} %", BUSIEST_SHARE * 100.0),
            busiest as f64 <= BUSIEST_SHARE * STREAMS as f64,
        ),
    ])
}

/// Readers of the order feed: they send their position and receive every event after it.
async fn service(ground: &Ground<'_>) -> Result<Vec<Measure>> {
    let base = ground.world.addresses.orders.first().context("there is no order service")?;
    let (placing, url) = (Placing::new(ground)?, format!("{base}/api/v1/orders/events"));
    let programs = Some((ground.world.addresses.programs.clone(), base.clone()));
    let head = head(&url, programs.clone()).await?;
    let streams = opened(&format!("{url}?after={head}"), programs).await?;
    let mut orders = place(&placing).await?;
    let took = terminate(ground, Service::Order).await?;
    orders.extend(place(&placing).await?);
    let all = streams.until(SEEN_LIMIT, |seen| seen.readers_of_all(&orders) == STREAMS).await;
    let saw = streams.look(|seen| seen.readers_of_all(&orders));
    Ok(vec![
        exit("SIGTERM with 1,000 readers: order exits", took),
        Measure::new("readers who saw every order's event", format!("{saw} of {STREAMS}"), "all", all),
    ])
}

/// Position of the feed's head: a thousand snapshots would measure something else.
async fn head(url: &str, programs: Option<(Programs, String)>) -> Result<String> {
    let one = Streams::open(url, 1, programs)?;
    one.until(OPEN_LIMIT, |seen| seen.position.is_some()).await;
    one.look(|seen| seen.position.clone()).context("the order feed gives no position")
}

async fn opened(url: &str, programs: Option<(Programs, String)>) -> Result<Streams> {
    open_files::require(STREAMS)?;
    let streams = Streams::open(url, STREAMS, programs)?;
    let open = streams.until(OPEN_LIMIT, |seen| seen.open == STREAMS).await;
    ensure!(open, "only {} of {STREAMS} streams of {url} are open", streams.look(|seen| seen.open));
    Ok(streams)
}

async fn terminate(ground: &Ground<'_>, service: Service) -> Result<Duration> {
    let replica: &Replica = ground.world.of(service).next().context("there is no such process")?;
    replica.process.excuse(true);
    let took = replica.process.end(Signal::TERM, PATIENCE).await;
    replica.process.wait_ready(BACK_LIMIT).await?;
    replica.process.excuse(false);
    took
}

async fn place(placing: &Placing<'_>) -> Result<Vec<OrderId>> {
    let (mut orders, began) = (Vec::new(), Instant::now());
    let mut key = placing.want();
    while orders.len() < ORDERS {
        ensure!(began.elapsed() < SEEN_LIMIT, "no order is taken");
        match placing.attempt(&key).await {
            Answer::Placed(order) => {
                orders.push(order);
                key = placing.want();
            }
            Answer::Refused { .. } | Answer::Unknown => sleep(Duration::from_millis(100)).await,
        }
    }
    Ok(orders)
}

fn exit(name: &'static str, took: Duration) -> Measure {
    Measure::new(name, format!("{:.2} s", took.as_secs_f32()), "<= 5 s", took <= EXIT_LIMIT)
}

/// Most readers that came back within one bucket of time.
fn busiest(back: &[Instant]) -> usize {
    let first = back.iter().min().copied();
    let mut buckets = HashMap::<u128, usize>::new();
    for at in back {
        let after_ms = first.map_or(0, |first| at.duration_since(first).as_millis());
        *buckets.entry(after_ms / BUCKET_MS).or_default() += 1;
    }
    buckets.into_values().max().unwrap_or_default()
}
