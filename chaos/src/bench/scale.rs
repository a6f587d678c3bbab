//! Capacity model: the cost of one order times the rates of a noon rush, for chains of several
//! sizes, shows which resource is full first.

use super::BenchReport;
use anyhow::Result;
use std::fmt::Write as _;

/// Assumptions about a café; `docs/scale.md` explains the same ones in words.
const ORDERS_A_DAY: f64 = 250.0;
const NOON_SHARE_OF_DAY: f64 = 0.18;
/// Factor by which the busiest quarter of the hour exceeds its share.
const RUSH: f64 = 1.5;
/// Pages for each order, of people who order and of people who only look.
const PAGES: f64 = 16.0;
const STEPS: f64 = 4.0;
/// Seconds for which a phone watches its order.
const WATCHES_S: f64 = 720.0;
/// Planned use of a core; above it a burst waits.
const PLANNED_USE: f64 = 0.6;
/// Seconds of one synchronous write to disk, on a small machine's SSD.
const SYNC_S: f64 = 0.005;
/// Most changes that the writer commits together.
const GROUP: f64 = 64.0;
const STORES: [(u64, u64); 5] = [(1, 1), (10, 1), (1_000, 1), (100_000, 1), (100_000, 100)];
/// Replicas of the client surface where the figures of `replicas` were measured: each reads every
/// event.
const WEB_CLIENTS: f64 = 2.0;

/// CPU seconds of one operation each.
#[derive(Debug, Clone, Copy, PartialEq)]
struct OperationCosts {
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

impl OperationCosts {
    fn from_report(report: &BenchReport) -> Result<Self> {
        let us = |topology, what, on| {
            Ok::<_, anyhow::Error>(report.figure_value(topology, what, on)? / 1e6)
        };
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
            phone_bytes: report.figure_value(
                "one_machine",
                "a live phone",
                "web-client, memory",
            )? * 1e3,
        })
    }
}

/// Rates in the busiest second of a hundred, and live phones, of a noon rush.
#[derive(Debug, Clone, Copy, PartialEq)]
struct NoonRush {
    orders_per_s: f64,
    pages_per_s: f64,
    steps_per_s: f64,
    phones: f64,
}

impl NoonRush {
    fn for_stores(stores: u64) -> Self {
        let orders_per_s = stores as f64 * ORDERS_A_DAY * NOON_SHARE_OF_DAY / 3_600.0 * RUSH;
        Self {
            orders_per_s: poisson_p99(orders_per_s),
            pages_per_s: poisson_p99(orders_per_s * PAGES),
            steps_per_s: poisson_p99(orders_per_s * STEPS),
            phones: poisson_p99(orders_per_s * WATCHES_S),
        }
    }
}

/// 99th percentile of random arrivals with this mean (normal approximation of Poisson's
/// distribution).
fn poisson_p99(mean: f64) -> f64 {
    mean + 2.33 * mean.sqrt()
}

/// Resources that one shard of a chain needs.
#[derive(Debug, Clone, Copy, PartialEq)]
struct ShardNeeds {
    rush: NoonRush,
    web_cores: f64,
    order_cores: f64,
    database_cores: f64,
    phones_mb: f64,
    /// Share of one core, in each replica of a surface.
    feed_share: f64,
}

impl ShardNeeds {
    fn for_stores(stores: u64, costs: &OperationCosts) -> Self {
        let rush = NoonRush::for_stores(stores);
        let cores = |seconds: f64| seconds / PLANNED_USE;
        Self {
            rush,
            web_cores: cores(
                rush.pages_per_s * costs.page + rush.orders_per_s * costs.order_in_web,
            ),
            order_cores: cores(
                rush.orders_per_s * costs.order_in_service
                    + rush.steps_per_s * costs.step_in_service,
            ),
            database_cores: cores(
                rush.orders_per_s * costs.order_in_database
                    + rush.steps_per_s * costs.step_in_database,
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
pub fn scale_table(report: &BenchReport) -> Result<String> {
    let costs = OperationCosts::from_report(report)?;
    let mut text = "| stores | shards | orders/s | pages/s | live phones | web cores | order cores | Postgres cores | phones' memory | feed, of a core in each surface | longest wait for SQLite's disk |\n\
                    |---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n"
        .to_owned();
    for (stores, shards) in STORES {
        let needs = ShardNeeds::for_stores(stores / shards, &costs);
        let ShardNeeds { rush, web_cores, order_cores, database_cores, phones_mb, feed_share } =
            needs;
        let wait = sqlite_wait_s(rush.orders_per_s + rush.steps_per_s, costs.write_in_sqlite)
            .map_or("never ends".to_owned(), |seconds| format!("{:.0} ms", seconds * 1e3));
        let _infallible = writeln!(
            text,
            "| {} | {shards} | {:.1} | {:.0} | {:.0} | {web_cores:.2} | {order_cores:.2} | {database_cores:.2} | {phones_mb:.1} MB | {:.1} % | {wait} |",
            group_thousands(stores),
            rush.orders_per_s,
            rush.pages_per_s,
            rush.phones,
            feed_share * 100.0,
        );
    }
    Ok(text)
}

/// Seconds until a change is on SQLite's disk, when the one writer commits waiting changes as one
/// group: the commit that runs when it comes, and its own. `None` if more changes come than the
/// writer can commit.
fn sqlite_wait_s(writes_per_s: f64, write_s: f64) -> Option<f64> {
    let can_commit = writes_per_s * (write_s + SYNC_S / GROUP) < 1.0;
    // A commit of all changes that come within it takes `SYNC_S + writes_per_s * it * write_s`.
    can_commit.then(|| 2.0 * SYNC_S / (1.0 - writes_per_s * write_s))
}

fn group_thousands(number: u64) -> String {
    if number < 1_000 {
        number.to_string()
    } else {
        format!("{},{:03}", number / 1_000, number % 1_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rush_has_what_its_orders_bring_along() {
        let one = NoonRush::for_stores(1);
        let thousand = NoonRush::for_stores(1_000);
        assert!(
            (18.0..19.0).contains(&(thousand.orders_per_s - 2.33 * 18.75_f64.sqrt())),
            "{thousand:?}"
        );
        assert!(thousand.pages_per_s > 15.0 * (thousand.orders_per_s - 2.33 * 18.75_f64.sqrt()));
        assert!(
            one.orders_per_s > thousand.orders_per_s / 1_000.0,
            "a small café has larger bursts"
        );
    }

    #[test]
    fn a_lone_write_waits_for_two_syncs_and_too_many_for_ever() {
        let alone = sqlite_wait_s(0.0, 0.0005).unwrap();
        assert!((alone - 2.0 * SYNC_S).abs() < 1e-9, "{alone}");
        assert!(sqlite_wait_s(1_000.0, 0.0005).unwrap() > alone);
        assert_eq!(sqlite_wait_s(3_000.0, 0.0005), None);
    }
}
