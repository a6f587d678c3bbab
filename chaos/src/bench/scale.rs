//! Capacity model: from the cost of one order to the needs of a chain of cafés. It simulates a
//! quarter of an hour at noon second by second, with random arrivals, and shows which resource is
//! full first, and when.

use super::Report;
use anyhow::Result;
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use std::fmt::Write as _;

/// Assumptions about a café; `docs/scale.md` explains the same ones in words.
const ORDERS_A_DAY: f64 = 250.0;
const NOON_SHARE_OF_DAY: f64 = 0.18;
/// Factor by which the simulated quarter exceeds its share of the hour.
const RUSH: f64 = 1.5;
/// Pages for each order, of people who order and of people who only look.
const PAGES: u64 = 16;
const PAGES_WITHIN_S: usize = 180;
const STEPS: u64 = 4;
const WATCHES_S: usize = 720;
const RUSH_S: usize = 900;
/// Planned use of a core; above it a burst waits.
const PLANNED_USE: f64 = 0.6;
/// Seconds of one synchronous write to disk, on a small machine's SSD.
const SYNC_S: f64 = 0.005;
/// Most changes that the writer commits together.
const GROUP: usize = 64;
const STORES: [(u64, u64); 5] = [(1, 1), (10, 1), (1_000, 1), (100_000, 1), (100_000, 100)];
const SEED: u64 = 20;
/// Replicas of the client surface where the figures of `replicas` were measured: each reads every
/// event.
const WEB_CLIENTS: f64 = 2.0;

/// CPU seconds of one operation each.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Costs {
    page: f64,
    order_in_web: f64,
    order_in_service: f64,
    order_in_database: f64,
    step_in_service: f64,
    step_in_database: f64,
    /// Of one event, in each replica of a surface.
    event: f64,
    write_in_sqlite: f64,
    phone_bytes: f64,
}

impl Costs {
    fn of(report: &Report) -> Result<Self> {
        let us = |topology, what, on| Ok::<_, anyhow::Error>(report.value(topology, what, on)? / 1e6);
        let (order, through, step) =
            ("an order at the service", "an order through the surface", "a step of an order");
        let event = us("replicas", order, "web-client")? / WEB_CLIENTS;
        Ok(Self {
            page: us("replicas", "the menu page", "web-client")?,
            order_in_web: us("replicas", through, "web-client")? - event * WEB_CLIENTS,
            order_in_service: us("replicas", order, "order")?,
            order_in_database: us("replicas", order, "postgres")?,
            step_in_service: us("replicas", step, "order")?,
            step_in_database: us("replicas", step, "postgres")?,
            event,
            write_in_sqlite: us("one_machine", order, "order")?,
            phone_bytes: report.value("one_machine", "a live phone", "web-client, memory")? * 1e3,
        })
    }
}

/// 99th percentile over the seconds, except `phones`: the maximum.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Rush {
    orders_per_s: f64,
    pages_per_s: f64,
    steps_per_s: f64,
    phones: f64,
}

impl Rush {
    fn simulate(stores: u64, rng: &mut StdRng) -> Self {
        let per_s = stores as f64 * ORDERS_A_DAY * NOON_SHARE_OF_DAY / 3_600.0 * RUSH;
        // Orders from before the quarter of an hour still have steps and phones in it.
        let (before, all) = (WATCHES_S, WATCHES_S + RUSH_S);
        let (mut orders, mut pages, mut steps, mut watch) =
            (vec![0u64; all], vec![0u64; all], vec![0u64; all], vec![0i64; all + 1]);
        for second in 0..all {
            orders[second] = poisson(per_s, rng);
            for _ in 0..orders[second] {
                for _ in 0..PAGES {
                    pages[second.saturating_sub(rng.random_range(0..PAGES_WITHIN_S))] += 1;
                }
                for _ in 0..STEPS {
                    if let Some(count) = steps.get_mut(second + rng.random_range(0..WATCHES_S)) {
                        *count += 1;
                    }
                }
                watch[second] += 1;
                watch[(second + WATCHES_S).min(all)] -= 1;
            }
        }
        let mut phones = 0;
        let most = watch[..all]
            .iter()
            .map(|change| {
                phones += change;
                phones
            })
            .max()
            .unwrap_or_default();
        Self {
            orders_per_s: p99(&orders[before..]),
            // The last seconds lack the pages of orders that come after the simulation.
            pages_per_s: p99(&pages[before..all - PAGES_WITHIN_S]),
            steps_per_s: p99(&steps[before..]),
            phones: most as f64,
        }
    }
}

/// Resources that one shard of a chain needs.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Needs {
    rush: Rush,
    web_cores: f64,
    order_cores: f64,
    database_cores: f64,
    phones_mb: f64,
    /// Share of one core, in each replica of a surface.
    feed_share: f64,
}

impl Needs {
    fn of(stores: u64, costs: &Costs, rng: &mut StdRng) -> Self {
        let rush = Rush::simulate(stores, rng);
        let cores = |seconds: f64| seconds / PLANNED_USE;
        Self {
            rush,
            web_cores: cores(rush.pages_per_s * costs.page + rush.orders_per_s * costs.order_in_web),
            order_cores: cores(
                rush.orders_per_s * costs.order_in_service + rush.steps_per_s * costs.step_in_service,
            ),
            database_cores: cores(
                rush.orders_per_s * costs.order_in_database + rush.steps_per_s * costs.step_in_database,
            ),
            phones_mb: rush.phones * costs.phone_bytes / 1e6,
            feed_share: (rush.orders_per_s + rush.steps_per_s) * costs.event,
        }
    }
}

/// The table of `docs/scale.md`.
///
/// # Errors
/// If a figure that it needs was not measured.
pub fn table(report: &Report) -> Result<String> {
    let (costs, mut rng) = (Costs::of(report)?, StdRng::seed_from_u64(SEED));
    let mut text = "| stores | shards | orders/s | pages/s | live phones | web cores | order cores | Postgres cores | phones' memory | feed, of a core in each surface | wait for SQLite's disk, p99 |\n\
                    |---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n"
        .to_owned();
    for (stores, shards) in STORES {
        let needs = Needs::of(stores / shards, &costs, &mut rng);
        let Needs { rush, web_cores, order_cores, database_cores, phones_mb, feed_share } = needs;
        let writes_per_s = rush.orders_per_s + rush.steps_per_s;
        let wait = sqlite_wait_p99_s(writes_per_s, costs.write_in_sqlite, &mut rng)
            .map_or("never ends".to_owned(), |seconds| format!("{:.0} ms", seconds * 1e3));
        let _infallible = writeln!(
            text,
            "| {} | {shards} | {:.1} | {:.0} | {:.0} | {web_cores:.2} | {order_cores:.2} | {database_cores:.2} | {phones_mb:.1} MB | {:.1} % | {wait} |",
            grouped(stores),
            rush.orders_per_s,
            rush.pages_per_s,
            rush.phones,
            feed_share * 100.0,
        );
    }
    Ok(text)
}

/// 99th percentile of the seconds until a change is on SQLite's disk, when the one writer commits
/// waiting changes as one group. `None` if more changes come than it can commit.
fn sqlite_wait_p99_s(writes_per_s: f64, write_s: f64, rng: &mut StdRng) -> Option<f64> {
    const WRITES: usize = 20_000;
    if writes_per_s * (write_s + SYNC_S / GROUP as f64) >= 1.0 {
        return None;
    }
    let mut at = 0.0;
    let arrivals: Vec<f64> = (0..WRITES)
        .map(|_| {
            at += exponential(writes_per_s, rng);
            at
        })
        .collect();
    let (mut free_at, mut next, mut waits) = (0.0_f64, 0, Vec::with_capacity(WRITES));
    while next < WRITES {
        let begins = free_at.max(arrivals[next]);
        let waiting = arrivals[next..].iter().take(GROUP).take_while(|at| **at <= begins).count();
        free_at = begins + SYNC_S + write_s * waiting as f64;
        waits.extend(arrivals[next..next + waiting].iter().map(|at| free_at - at));
        next += waiting;
    }
    waits.sort_by(f64::total_cmp);
    waits.get(WRITES * 99 / 100).copied()
}

fn p99(seconds: &[u64]) -> f64 {
    let mut sorted = seconds.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len() * 99 / 100).map_or(0.0, |count| *count as f64)
}

fn exponential(per_s: f64, rng: &mut StdRng) -> f64 {
    -(1.0 - rng.random::<f64>()).ln() / per_s
}

/// Random number of arrivals in a second with this mean: counted one by one if few, else by the
/// normal approximation.
fn poisson(mean: f64, rng: &mut StdRng) -> u64 {
    if mean > 50.0 {
        let (u, v) = (1.0 - rng.random::<f64>(), rng.random::<f64>());
        let bell = (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos();
        return (mean + mean.sqrt() * bell).round().max(0.0) as u64;
    }
    let (mut count, mut at) = (0, exponential(mean, rng));
    while at < 1.0 {
        count += 1;
        at += exponential(mean, rng);
    }
    count
}

fn grouped(number: u64) -> String {
    if number < 1_000 { number.to_string() } else { format!("{},{:03}", number / 1_000, number % 1_000) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_come_as_are_said_to_whichever_way_they_are_counted() {
        let mut rng = StdRng::seed_from_u64(1);
        for mean in [0.02, 3.0, 200.0] {
            let all: u64 = (0..20_000).map(|_| poisson(mean, &mut rng)).sum();
            let found = all as f64 / 20_000.0;
            assert!((found / mean - 1.0).abs() < 0.15, "{found} instead of {mean}");
        }
    }

    #[test]
    fn a_rush_has_what_its_orders_bring_along() {
        let rush = Rush::simulate(1_000, &mut StdRng::seed_from_u64(2));
        let per_s = 1_000.0 * ORDERS_A_DAY * NOON_SHARE_OF_DAY / 3_600.0 * RUSH;
        let is_near = |found: f64, mean: f64| found > mean && found < mean * 1.7;
        assert!(is_near(rush.orders_per_s, per_s), "{rush:?}");
        assert!(is_near(rush.pages_per_s, per_s * PAGES as f64), "{rush:?}");
        assert!(is_near(rush.steps_per_s, per_s * STEPS as f64), "{rush:?}");
        assert!(is_near(rush.phones, per_s * WATCHES_S as f64), "{rush:?}");
    }

    #[test]
    fn a_lone_write_waits_for_one_sync_and_too_many_for_ever() {
        let mut rng = StdRng::seed_from_u64(3);
        let alone = sqlite_wait_p99_s(0.1, 0.0005, &mut rng).unwrap();
        assert!((SYNC_S..3.0 * SYNC_S).contains(&alone), "{alone}");
        let busy = sqlite_wait_p99_s(1_000.0, 0.0005, &mut rng).unwrap();
        assert!(busy > alone);
        assert_eq!(sqlite_wait_p99_s(3_000.0, 0.0005, &mut rng), None);
    }
}
