//! Two replicas of the order service, of which one is stopped or killed again and again. Customers
//! keep ordering, the replica is out of rotation at once and back soon after its return, and
//! retries stay a small share of the load.

use super::{Ground, metrics::Metrics};
use crate::{
    history::percentile,
    load::bursts::{Pressing, Steady, steady},
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
const ORDER: &str = "dependency=\"order\"";
const READY_LIMIT: Duration = Duration::from_secs(20);

/// Measurements over all rounds.
#[derive(Default)]
struct Found {
    ejected_after_s: f64,
    back_after_s: Vec<f64>,
    /// Rounds in which a surface opened a breaker.
    opened: usize,
}

pub async fn run(ground: &Ground<'_>) -> Result<Vec<Measure>> {
    let world = ground.world;
    let before = Counts::read(ground).await?;
    let (end, ended) = watch::channel(false);
    let placing = steady(&world.addresses, ground.history, ground.seed, (PER_S, Pressing::Once), ended);
    let rounds = async {
        let found = rounds(ground).await;
        end.send_replace(true);
        found
    };
    let (placed, found) = tokio::join!(placing, rounds);
    let counts = Counts::read(ground).await?.since(before);
    let counts = counts.context("the surfaces do not count their calls and retries")?;
    Ok(measures(ground.short, &placed, found?, counts))
}

async fn rounds(ground: &Ground<'_>) -> Result<Found> {
    let mut found = Found::default();
    sleep(BETWEEN).await;
    let replicas: Vec<_> = ground.world.of(Service::Order).zip(&ground.world.addresses.orders).collect();
    for round in 0..if ground.short { 2 } else { 16 } {
        let (replica, address) = replicas.get(round % replicas.len().max(1)).context("no order service")?;
        let before = Openings::read(ground).await?;
        replica.process.excuse(true);
        // Over four rounds each replica is stopped once and killed once; the first two rounds have
        // one of each.
        let stops = (round + round / 2) % 2 == 0;
        let returned = if stops { stop(replica).await } else { kill(replica).await? };
        found.back_after_s.push(serves_again(address, returned).await?);
        replica.process.excuse(false);
        let (opened, longest_s) = Openings::read(ground).await?.since(&before);
        found.opened += usize::from(opened > 0.0);
        found.ejected_after_s = found.ejected_after_s.max(longest_s);
        sleep(BETWEEN).await;
    }
    Ok(found)
}

/// Stops the replica for a while; returns the time at which it continued.
async fn stop(replica: &Replica) -> Instant {
    replica.process.signal(Signal::STOP);
    sleep(OUT).await;
    replica.process.signal(Signal::CONT);
    Instant::now()
}

async fn kill(replica: &Replica) -> Result<Instant> {
    replica.process.want(false);
    replica.process.kill().await?;
    sleep(OUT).await;
    replica.process.want(true);
    replica.process.wait_ready(READY_LIMIT).await?;
    Ok(Instant::now())
}

/// Seconds from the replica's return until it receives placements.
async fn serves_again(address: &str, returned: Instant) -> Result<f64> {
    let placements = async || -> Result<f64> {
        let labels = ["method=\"POST\"", "route=\"/api/v1/orders\""];
        // A process that has just started has no such series.
        Ok(Metrics::of(address)
            .await?
            .sum("http_server_request_duration_seconds_count", &labels)
            .unwrap_or_default())
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

/// Number of breakers that each client surface has opened, and the total seconds from the first
/// failure to the opening. The surface also exposes a maximum, but that may be from before the
/// round.
struct Openings(Vec<(f64, f64)>);

impl Openings {
    async fn read(ground: &Ground<'_>) -> Result<Self> {
        // A surface that has never opened a breaker has no such series.
        let [count, seconds] =
            ["count", "sum"].map(|what| format!("jumun_gateway_breaker_opened_after_seconds_{what}"));
        let said = surfaces(ground, |metrics| {
            let told = |name| metrics.sum(name, &[ORDER]).unwrap_or_default();
            Some((told(&count), told(&seconds)))
        });
        Ok(Self(said.await?))
    }

    /// Number of breakers opened since `before`, and the largest number of seconds that one surface
    /// took for all of its own.
    fn since(&self, before: &Self) -> (f64, f64) {
        self.0.iter().zip(&before.0).fold((0.0, 0.0), |(opened, longest_s), (now, before)| {
            (opened + now.0 - before.0, longest_s.max(now.1 - before.1))
        })
    }
}

/// The values of those client surfaces that have one.
async fn surfaces<T>(ground: &Ground<'_>, say: impl Fn(&Metrics) -> Option<T>) -> Result<Vec<T>> {
    let mut said = Vec::new();
    for surface in &ground.world.addresses.client_ops {
        said.extend(say(&Metrics::of(surface).await?));
    }
    Ok(said)
}

/// Calls and retries of all client surfaces to the order service. A counter exists from its first
/// count on.
#[derive(Clone, Copy)]
struct Counts {
    calls: Option<f64>,
    retries: Option<f64>,
}

impl Counts {
    async fn read(ground: &Ground<'_>) -> Result<Self> {
        let count = async |name| -> Result<Option<f64>> {
            let said = surfaces(ground, |metrics| metrics.sum(name, &[ORDER])).await?;
            Ok(said.into_iter().reduce(|sum, value| sum + value))
        };
        Ok(Self {
            calls: count("jumun_gateway_calls_total").await?,
            retries: count("jumun_gateway_retries_total").await?,
        })
    }

    /// Calls and retries since `before`; `None` if they are not counted even now.
    fn since(self, before: Self) -> Option<(f64, f64)> {
        let since = |now: Option<f64>, before: Option<f64>| Some(now? - before.unwrap_or_default());
        Some((since(self.calls, before.calls)?, since(self.retries, before.retries)?))
    }
}

fn measures(short: bool, placed: &Steady, mut found: Found, (calls, retries): (f64, f64)) -> Vec<Measure> {
    found.back_after_s.sort_by(f64::total_cmp);
    let (rounds, slowest_s) = (found.back_after_s.len(), percentile(&found.back_after_s, 1.0));
    let retried = retries / calls.max(1.0);
    let others: Vec<_> = placed.others.iter().map(|(code, count)| format!("{count} {code}")).collect();
    let share = format!("{:.2} % of {} {}", placed.share() * 100.0, placed.sent, others.join(", "));
    let told = placed.sent - placed.unknown();
    let out = format!("{:.0} ms", found.ejected_after_s * 1000.0);
    vec![
        Measure::new(
            "placed at the first press, one of two out",
            share,
            ">= 99.9 %",
            placed.share() >= 0.999,
        )
        .of_speed(short),
        Measure::new(
            "placed or told",
            format!("{told} of {}", placed.sent),
            "all",
            told == placed.sent && told > 0,
        ),
        Measure::new(
            "out of rotation after the first failure",
            out,
            "<= 300 ms",
            found.ejected_after_s <= 0.3,
        )
        .of_speed(short),
        Measure::new(
            "rounds in which a breaker opened",
            format!("{} of {rounds}", found.opened),
            "all",
            found.opened == rounds && rounds > 0,
        ),
        Measure::new("back in service, slowest", format!("{slowest_s:.2} s"), "<= 2 s", slowest_s <= 2.0)
            .of_speed(short),
        Measure::new(
            "retries of calls",
            format!("{:.1} % of {calls:.0}", retried * 100.0),
            "<= 20 %",
            retried <= 0.2 && calls > 0.0,
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_opened_within_a_round_counts_for_it() {
        let (before, after) =
            (Openings(vec![(1.0, 0.9), (0.0, 0.0)]), Openings(vec![(2.0, 1.1), (1.0, 0.1)]));
        let (opened, longest_s) = after.since(&before);
        assert_eq!(opened, 2.0);
        assert!((longest_s - 0.2).abs() < 1e-9, "{longest_s}");
        assert_eq!(before.since(&before), (0.0, 0.0));
    }
}
