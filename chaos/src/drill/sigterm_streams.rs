//! SIGTERM to a process with a thousand open streams: it exits in time, its readers come back
//! spread over time, and none of them misses anything.

use super::{
    DrillContext,
    order_placer::{DrillPlaceOutcome, OrderPlacer},
    streams::StreamReaders,
};
use crate::{
    open_files,
    programs::ProgramSigner,
    report::ReportMeasure,
    world::{ServiceKind, ServiceReplica},
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

pub async fn run_drill(ground: &DrillContext<'_>) -> Result<Vec<ReportMeasure>> {
    let mut measures = measure_surface_exit(ground).await?;
    measures.extend(measure_service_exit(ground).await?);
    Ok(measures)
}

/// Phones with an open menu. The first frame is the whole state, so a phone that is back has missed
/// nothing.
async fn measure_surface_exit(ground: &DrillContext<'_>) -> Result<Vec<ReportMeasure>> {
    let base = ground.world.addresses.clients.first().context("there is no client surface")?;
    let streams = open_streams(&format!("{base}/client/live/menu"), None).await?;
    ensure!(
        streams.wait_until(OPEN_LIMIT, |seen| seen.told == STREAMS).await,
        "not all phones were told the menu"
    );
    let took = terminate_replica(ground, ServiceKind::Client).await?;
    let all_back = streams.wait_until(BACK_LIMIT, |seen| seen.told >= 2 * STREAMS).await;
    let (back, busiest) = streams.inspect_observations(|seen| {
        (seen.told.saturating_sub(STREAMS), busiest_bucket(&seen.back))
    });
    Ok(vec![
        exit_measure("SIGTERM with 1,000 phones: the surface exits", took),
        ReportMeasure::new(
            "its phones are back with the whole state",
            format!("{back} of {STREAMS}"),
            "all",
            all_back,
        ),
        ReportMeasure::new(
            "its phones come back spread, most in 100 ms",
            busiest.to_string(),
            format!("<= {:.0} %", BUSIEST_SHARE * 100.0),
            busiest as f64 <= BUSIEST_SHARE * STREAMS as f64,
        ),
    ])
}

/// Readers of the order feed: they send their position and receive every event after it.
async fn measure_service_exit(ground: &DrillContext<'_>) -> Result<Vec<ReportMeasure>> {
    let base = ground.world.addresses.orders.first().context("there is no order service")?;
    let placing = OrderPlacer::new(ground)?;
    let url = format!("{base}/api/v1/orders/events");
    let programs = Some((ground.world.addresses.programs.clone(), base.clone()));
    let head = fetch_feed_head(&url, programs.clone()).await?;
    let streams = open_streams(&format!("{url}?after={head}"), programs).await?;
    let mut orders = place_orders(&placing).await?;
    let took = terminate_replica(ground, ServiceKind::Order).await?;
    orders.extend(place_orders(&placing).await?);
    let all =
        streams.wait_until(SEEN_LIMIT, |seen| seen.count_readers_of_all(&orders) == STREAMS).await;
    let saw = streams.inspect_observations(|seen| seen.count_readers_of_all(&orders));
    Ok(vec![
        exit_measure("SIGTERM with 1,000 readers: order exits", took),
        ReportMeasure::new(
            "readers who saw every order's event",
            format!("{saw} of {STREAMS}"),
            "all",
            all,
        ),
    ])
}

/// Position of the feed's head: a thousand snapshots would measure something else.
async fn fetch_feed_head(url: &str, programs: Option<(ProgramSigner, String)>) -> Result<String> {
    let one = StreamReaders::open(url, 1, programs)?;
    one.wait_until(OPEN_LIMIT, |seen| seen.position.is_some()).await;
    one.inspect_observations(|seen| seen.position.clone())
        .context("the order feed gives no position")
}

async fn open_streams(
    url: &str,
    programs: Option<(ProgramSigner, String)>,
) -> Result<StreamReaders> {
    open_files::require_sockets(STREAMS)?;
    let streams = StreamReaders::open(url, STREAMS, programs)?;
    let open = streams.wait_until(OPEN_LIMIT, |seen| seen.open == STREAMS).await;
    ensure!(
        open,
        "only {} of {STREAMS} streams of {url} are open",
        streams.inspect_observations(|seen| seen.open)
    );
    Ok(streams)
}

async fn terminate_replica(ground: &DrillContext<'_>, service: ServiceKind) -> Result<Duration> {
    let replica: &ServiceReplica =
        ground.world.replicas_of(service).next().context("there is no such process")?;
    replica.process.set_exit_expected(true);
    let took = replica.process.signal_and_wait(Signal::TERM, PATIENCE).await;
    replica.process.wait_ready(BACK_LIMIT).await?;
    replica.process.set_exit_expected(false);
    took
}

async fn place_orders(placing: &OrderPlacer<'_>) -> Result<Vec<OrderId>> {
    let mut orders = Vec::new();
    let began = Instant::now();
    let mut key = placing.record_intent();
    while orders.len() < ORDERS {
        ensure!(began.elapsed() < SEEN_LIMIT, "no order is taken");
        match placing.attempt_placement(&key).await {
            DrillPlaceOutcome::Placed(order) => {
                orders.push(order);
                key = placing.record_intent();
            }
            DrillPlaceOutcome::Refused { .. } | DrillPlaceOutcome::Unknown => {
                sleep(Duration::from_millis(100)).await;
            }
        }
    }
    Ok(orders)
}

fn exit_measure(name: &'static str, took: Duration) -> ReportMeasure {
    ReportMeasure::new(name, format!("{:.2} s", took.as_secs_f32()), "<= 5 s", took <= EXIT_LIMIT)
}

/// Most readers that came back within one bucket of time.
fn busiest_bucket(back: &[Instant]) -> usize {
    let first = back.iter().min().copied();
    let mut buckets = HashMap::<u128, usize>::new();
    for at in back {
        let after_ms = first.map_or(0, |first| at.duration_since(first).as_millis());
        *buckets.entry(after_ms / BUCKET_MS).or_default() += 1;
    }
    buckets.into_values().max().unwrap_or_default()
}
