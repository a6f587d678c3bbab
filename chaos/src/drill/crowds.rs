//! Crowds: one key pressed a hundred times at once, two thousand readers that vanish, and slow
//! clients.

use super::DrillContext;
use crate::{
    load::bursts::{DuplicatesResult, drop_readers, run_slow_clients, send_duplicates},
    open_files,
    report::ReportMeasure,
    world::ServiceKind,
};
use anyhow::{Context as _, Result};

const READERS: usize = 2_000;
const SERVED_P99_MS: u64 = 1_000;

pub async fn run_drill(ground: &DrillContext<'_>) -> Result<Vec<ReportMeasure>> {
    let mut measures = measure_duplicates(ground).await;
    measures.push(measure_vanishing_readers(ground).await?);
    measures.extend(measure_slow_clients(ground).await);
    Ok(measures)
}

async fn measure_duplicates(ground: &DrillContext<'_>) -> Vec<ReportMeasure> {
    let [surface, service] =
        send_duplicates(&ground.world.addresses, ground.history, ground.seed).await;
    let measure = |name, found: &DuplicatesResult| {
        let DuplicatesResult { sent, at_once, pressed_again, orders, .. } = found;
        let value = format!("{at_once} + {pressed_again} again of {sent}, {orders} order");
        ReportMeasure::new(name, value, "all, one order", found.is_one_order())
    };
    vec![
        measure("one key 100 times at once at the surfaces", &surface),
        measure("one key 100 times at once at the service", &service),
    ]
}

async fn measure_vanishing_readers(ground: &DrillContext<'_>) -> Result<ReportMeasure> {
    let addresses = &ground.world.addresses;
    let client = ground.world.replicas_of(ServiceKind::Client).next();
    let base = addresses.clients.first().context("there is no client surface")?;
    let ops = addresses.client_ops.first().context("it has an ops address")?;
    let pid = client
        .and_then(|client| client.process.pid())
        .map(|pid| pid.as_raw_nonzero().get().unsigned_abs());
    open_files::require_sockets(READERS)?;
    let found = drop_readers(base, "/client/live/menu", ops, pid, READERS).await;
    let given_back =
        found.given_back_ms.map_or_else(|| "never".to_owned(), |ms| format!("{ms} ms"));
    let passed = found.healthy
        && found.given_back_ms.is_some()
        && found.has_held_files()
        && found.opened == READERS as u64;
    let files = found.files_open.saturating_sub(found.files_before);
    let value = format!("{} open, {files} files, {given_back}", found.opened);
    Ok(ReportMeasure::new(
        "2,000 readers vanish: files are given back",
        value,
        "<= 10 s, healthy",
        passed,
    ))
}

async fn measure_slow_clients(ground: &DrillContext<'_>) -> [ReportMeasure; 2] {
    let found = run_slow_clients(&ground.world.addresses, ground.history).await;
    let all = found.served + found.failed;
    let held_on = found.meant > 0 && found.slow >= found.meant * 9 / 10;
    let served = format!("{} of {all}, {} slow", found.served, found.slow);
    let p99 = format!("{} ms", found.p99_ms);
    let quick = found.p99_ms <= SERVED_P99_MS;
    [
        ReportMeasure::new(
            "slow clients hold on: others are served",
            served,
            "all",
            held_on && found.failed == 0 && all > 0,
        ),
        ReportMeasure::new("  and it took, p99", p99, "<= 1 s", quick)
            .advisory_if_short(ground.short),
    ]
}
