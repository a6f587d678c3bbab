//! Two replicas of the order service, of which one is stopped or killed again and again. Customers
//! keep ordering, the replica is out of rotation at once and back soon after its return, and
//! retries stay a small share of the load.

use super::{DrillContext, metrics::ProcessMetrics};
use crate::{
    history::percentile_of_sorted,
    load::bursts::{PressPolicy, SteadyLoadResult, run_steady_load},
    report::ReportMeasure,
    world::{ServiceKind, ServiceReplica},
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
struct RotationFindings {
    ejected_after_s: f64,
    back_after_s: Vec<f64>,
    /// Rounds in which a surface opened a breaker.
    opened: usize,
}

pub async fn run_drill(ground: &DrillContext<'_>) -> Result<Vec<ReportMeasure>> {
    let world = ground.world;
    let before = CallCounts::read(ground).await?;
    let (end, ended) = watch::channel(false);
    let placing = run_steady_load(
        &world.addresses,
        ground.history,
        ground.seed,
        (PER_S, PressPolicy::Once),
        ended,
    );
    let rounds = async {
        let found = run_rounds(ground).await;
        end.send_replace(true);
        found
    };
    let (placed, found) = tokio::join!(placing, rounds);
    let counts = CallCounts::read(ground).await?.counted_since(before);
    let counts = counts.context("the surfaces do not count their calls and retries")?;
    Ok(rotation_measures(ground.short, &placed, found?, counts))
}

async fn run_rounds(ground: &DrillContext<'_>) -> Result<RotationFindings> {
    let mut found = RotationFindings::default();
    sleep(BETWEEN).await;
    let replicas: Vec<_> =
        ground.world.replicas_of(ServiceKind::Order).zip(&ground.world.addresses.orders).collect();
    for round in 0..if ground.short { 2 } else { 16 } {
        let (replica, address) =
            replicas.get(round % replicas.len().max(1)).context("no order service")?;
        let before = BreakerOpenings::read(ground).await?;
        replica.process.set_exit_expected(true);
        // Over four rounds each replica is stopped once and killed once; the first two rounds have
        // one of each.
        let stops = (round + round / 2) % 2 == 0;
        let returned =
            if stops { pause_replica(replica).await } else { restart_replica(replica).await? };
        found.back_after_s.push(seconds_until_serving(address, returned).await?);
        replica.process.set_exit_expected(false);
        let (opened, longest_s) = BreakerOpenings::read(ground).await?.opened_since(&before);
        found.opened += usize::from(opened > 0.0);
        found.ejected_after_s = found.ejected_after_s.max(longest_s);
        sleep(BETWEEN).await;
    }
    Ok(found)
}

/// Stops the replica for a while; returns the time at which it continued.
async fn pause_replica(replica: &ServiceReplica) -> Instant {
    replica.process.send_signal(Signal::STOP);
    sleep(OUT).await;
    replica.process.send_signal(Signal::CONT);
    Instant::now()
}

async fn restart_replica(replica: &ServiceReplica) -> Result<Instant> {
    replica.process.set_wanted(false);
    replica.process.kill_and_wait().await?;
    sleep(OUT).await;
    replica.process.set_wanted(true);
    replica.process.wait_ready(READY_LIMIT).await?;
    Ok(Instant::now())
}

/// Seconds from the replica's return until it receives placements.
async fn seconds_until_serving(address: &str, returned: Instant) -> Result<f64> {
    let placements = async || -> Result<f64> {
        let labels = ["method=\"POST\"", "route=\"/api/v1/orders\""];
        // A process that has just started has no such series.
        Ok(ProcessMetrics::fetch_from(address)
            .await?
            .sum_series("http_server_request_duration_seconds_count", &labels)
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
struct BreakerOpenings(Vec<(f64, f64)>);

impl BreakerOpenings {
    async fn read(ground: &DrillContext<'_>) -> Result<Self> {
        // A surface that has never opened a breaker has no such series.
        let [count, seconds] = ["count", "sum"]
            .map(|what| format!("jumun_gateway_breaker_opened_after_seconds_{what}"));
        let said = read_surface_metrics(ground, |metrics| {
            let told = |name| metrics.sum_series(name, &[ORDER]).unwrap_or_default();
            Some((told(&count), told(&seconds)))
        });
        Ok(Self(said.await?))
    }

    /// Number of breakers opened since `before`, and the largest number of seconds that one surface
    /// took for all of its own.
    fn opened_since(&self, before: &Self) -> (f64, f64) {
        self.0.iter().zip(&before.0).fold((0.0, 0.0), |(opened, longest_s), (now, before)| {
            (opened + now.0 - before.0, longest_s.max(now.1 - before.1))
        })
    }
}

/// The values of those client surfaces that have one.
async fn read_surface_metrics<T>(
    ground: &DrillContext<'_>,
    say: impl Fn(&ProcessMetrics) -> Option<T>,
) -> Result<Vec<T>> {
    let mut said = Vec::new();
    for surface in &ground.world.addresses.client_ops {
        said.extend(say(&ProcessMetrics::fetch_from(surface).await?));
    }
    Ok(said)
}

/// Calls and retries of all client surfaces to the order service. A counter exists from its first
/// count on.
#[derive(Clone, Copy)]
struct CallCounts {
    calls: Option<f64>,
    retries: Option<f64>,
}

impl CallCounts {
    async fn read(ground: &DrillContext<'_>) -> Result<Self> {
        let count = async |name| -> Result<Option<f64>> {
            let said =
                read_surface_metrics(ground, |metrics| metrics.sum_series(name, &[ORDER])).await?;
            Ok(said.into_iter().reduce(|sum, value| sum + value))
        };
        Ok(Self {
            calls: count("jumun_gateway_calls_total").await?,
            retries: count("jumun_gateway_retries_total").await?,
        })
    }

    /// Calls and retries since `before`; `None` if they are not counted even now.
    fn counted_since(self, before: Self) -> Option<(f64, f64)> {
        let since = |now: Option<f64>, before: Option<f64>| Some(now? - before.unwrap_or_default());
        Some((since(self.calls, before.calls)?, since(self.retries, before.retries)?))
    }
}

fn rotation_measures(
    short: bool,
    placed: &SteadyLoadResult,
    mut found: RotationFindings,
    (calls, retries): (f64, f64),
) -> Vec<ReportMeasure> {
    found.back_after_s.sort_by(f64::total_cmp);
    let rounds = found.back_after_s.len();
    let slowest_s = percentile_of_sorted(&found.back_after_s, 1.0);
    let retried = retries / calls.max(1.0);
    let others: Vec<_> =
        placed.others.iter().map(|(code, count)| format!("{count} {code}")).collect();
    let share = format!(
        "{:.2} % of {} {}",
        placed.first_press_share() * 100.0,
        placed.sent,
        others.join(", ")
    );
    let told = placed.sent - placed.unknown_count();
    let out = format!("{:.0} ms", found.ejected_after_s * 1000.0);
    vec![
        ReportMeasure::new(
            "placed at the first press, one of two out",
            share,
            ">= 99.9 %",
            placed.first_press_share() >= 0.999,
        )
        .advisory_if_short(short),
        ReportMeasure::new(
            "placed or told",
            format!("{told} of {}", placed.sent),
            "all",
            told == placed.sent && told > 0,
        ),
        ReportMeasure::new(
            "out of rotation after the first failure",
            out,
            "<= 300 ms",
            found.ejected_after_s <= 0.3,
        )
        .advisory_if_short(short),
        ReportMeasure::new(
            "rounds in which a breaker opened",
            format!("{} of {rounds}", found.opened),
            "all",
            found.opened == rounds && rounds > 0,
        ),
        ReportMeasure::new(
            "back in service, slowest",
            format!("{slowest_s:.2} s"),
            "<= 2 s",
            slowest_s <= 2.0,
        )
        .advisory_if_short(short),
        ReportMeasure::new(
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
        let (before, after) = (
            BreakerOpenings(vec![(1.0, 0.9), (0.0, 0.0)]),
            BreakerOpenings(vec![(2.0, 1.1), (1.0, 0.1)]),
        );
        let (opened, longest_s) = after.opened_since(&before);
        assert_eq!(opened, 2.0);
        assert!((longest_s - 0.2).abs() < 1e-9, "{longest_s}");
        assert_eq!(before.opened_since(&before), (0.0, 0.0));
    }
}
