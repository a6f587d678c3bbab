//! Two replicas of the order service, of which one is stopped or killed again and again: customers go on ordering, the
//! replica is out of rotation at once and back soon after its return, and retries stay a small part of the load.

use super::{Ground, metrics::Metrics};
use crate::{
    history::percentile,
    load::bursts::{Steady, steady},
    report::Measure,
    world::{Replica, Service},
};
use anyhow::{Context as _, Result};
use rustix::process::Signal;
use std::time::Duration;
use tokio::{
    sync::watch,
    time::{Instant, sleep},
};

const PER_S: u32 = 30;
const OUT: Duration = Duration::from_secs(3);
const BETWEEN: Duration = Duration::from_secs(2);
const RETURN_LIMIT: Duration = Duration::from_secs(20);
const POLL: Duration = Duration::from_millis(50);
const READY_LIMIT: Duration = Duration::from_secs(20);

/// What is measured over all rounds.
#[derive(Default)]
struct Found {
    ejected_after_s: f64,
    back_after_s: Vec<f64>,
}

pub async fn run(ground: &Ground<'_>) -> Result<Vec<Measure>> {
    let world = ground.world;
    let before = Counts::read(ground).await?;
    let (end, ended) = watch::channel(false);
    let placing = steady(&world.addresses, ground.history, ground.seed, PER_S, ended);
    let rounds = async {
        let found = rounds(ground).await;
        end.send_replace(true);
        found
    };
    let (placed, found) = tokio::join!(placing, rounds);
    Ok(measures(&placed, found?, Counts::read(ground).await?.since(before)))
}

async fn rounds(ground: &Ground<'_>) -> Result<Found> {
    let mut found = Found::default();
    sleep(BETWEEN).await;
    for round in 0..if ground.short { 4 } else { 16 } {
        let replicas: Vec<(usize, &Replica)> = ground.world.of(Service::Order).enumerate().collect();
        let (index, replica) = replicas[round % replicas.len()];
        let address = ground.world.addresses.orders.get(index).context("an order replica has an address")?;
        replica.process.excuse(true);
        let returned = if round % 4 < 2 { stop(replica).await } else { kill(replica).await? };
        found.back_after_s.push(serves_again(address, returned).await?);
        replica.process.excuse(false);
        found.ejected_after_s = found.ejected_after_s.max(ejected_after(ground).await?);
        sleep(BETWEEN).await;
    }
    Ok(found)
}

/// Gives when it was whole again.
async fn stop(replica: &Replica) -> Instant {
    replica.process.signal(Signal::STOP);
    sleep(OUT).await;
    replica.process.signal(Signal::CONT);
    Instant::now()
}

async fn kill(replica: &Replica) -> Result<Instant> {
    replica.process.want(false);
    replica.process.kill().await;
    sleep(OUT).await;
    replica.process.want(true);
    replica.process.wait_ready(READY_LIMIT).await?;
    Ok(Instant::now())
}

/// Seconds from its return until it is given placements.
async fn serves_again(address: &str, returned: Instant) -> Result<f64> {
    let placements = async || -> Result<f64> {
        let labels = ["method=\"POST\"", "route=\"/api/v1/orders\""];
        Ok(Metrics::of(address).await?.sum("http_requests_total", &labels))
    };
    let at_first = placements().await?;
    while placements().await? <= at_first {
        anyhow::ensure!(
            returned.elapsed() < RETURN_LIMIT,
            "{address} was given nothing for {RETURN_LIMIT:?}"
        );
        sleep(POLL).await;
    }
    Ok(returned.elapsed().as_secs_f64())
}

/// The longest time from a first failure to the open breaker, of all surfaces, lately.
async fn ejected_after(ground: &Ground<'_>) -> Result<f64> {
    let mut longest = 0.0_f64;
    for surface in &ground.world.addresses.client_ops {
        let labels = ["dependency=\"order\"", "quantile=\"1\""];
        longest =
            longest.max(Metrics::of(surface).await?.max("gateway_breaker_opened_after_seconds", &labels));
    }
    Ok(longest)
}

/// Calls of all client surfaces to the order service.
#[derive(Clone, Copy, Default)]
struct Counts {
    calls: f64,
    retries: f64,
}

impl Counts {
    async fn read(ground: &Ground<'_>) -> Result<Self> {
        let mut counts = Self::default();
        for surface in &ground.world.addresses.client_ops {
            let metrics = Metrics::of(surface).await?;
            counts.calls += metrics.sum("gateway_calls_total", &["dependency=\"order\""]);
            counts.retries += metrics.sum("gateway_retries_total", &["dependency=\"order\""]);
        }
        Ok(counts)
    }

    fn since(self, before: Self) -> Self {
        Self { calls: self.calls - before.calls, retries: self.retries - before.retries }
    }
}

fn measures(placed: &Steady, mut found: Found, counts: Counts) -> Vec<Measure> {
    found.back_after_s.sort_by(f64::total_cmp);
    let (slowest_s, retries) = (percentile(&found.back_after_s, 1.0), counts.retries / counts.calls.max(1.0));
    let others: Vec<_> = placed.others.iter().map(|(code, count)| format!("{count} {code}")).collect();
    let share = format!("{:.2} % of {} {}", placed.share() * 100.0, placed.sent, others.join(", "));
    let out = format!("{:.0} ms", found.ejected_after_s * 1000.0);
    vec![
        Measure::new(
            "placed at the first press, one of two out",
            share,
            ">= 99.9 %",
            placed.share() >= 0.999,
        ),
        Measure::new(
            "out of rotation after the first failure",
            out,
            "<= 300 ms",
            found.ejected_after_s <= 0.3,
        ),
        Measure::new("back in service, slowest", format!("{slowest_s:.2} s"), "<= 2 s", slowest_s <= 2.0),
        Measure::new("retries of calls", format!("{:.1} %", retries * 100.0), "<= 20 %", retries <= 0.2),
    ]
}
