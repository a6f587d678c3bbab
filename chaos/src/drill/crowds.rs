//! Crowds: one key pressed a hundred times at once, two thousand readers that vanish, and slow
//! clients.

use super::Ground;
use crate::{
    load::bursts::{Duplicates, drop_readers, duplicates, slow_clients},
    open_files,
    report::Measure,
    world::Service,
};
use anyhow::{Context as _, Result};

const READERS: usize = 2_000;
const SERVED_P99_MS: u64 = 1_000;

pub async fn run(ground: &Ground<'_>) -> Result<Vec<Measure>> {
    let mut measures = pressed_again(ground).await;
    measures.push(readers_vanish(ground).await?);
    measures.extend(slow(ground).await);
    Ok(measures)
}

async fn pressed_again(ground: &Ground<'_>) -> Vec<Measure> {
    let [surface, service] = duplicates(&ground.world.addresses, ground.history, ground.seed).await;
    let measure = |name, found: &Duplicates| {
        let Duplicates { sent, at_once, pressed_again, orders, .. } = found;
        let value = format!("{at_once} + {pressed_again} again of {sent}, {orders} order");
        Measure::new(name, value, "all, one order", found.is_one_order())
    };
    vec![
        measure("one key 100 times at once at the surfaces", &surface),
        measure("one key 100 times at once at the service", &service),
    ]
}

async fn readers_vanish(ground: &Ground<'_>) -> Result<Measure> {
    let (addresses, client) = (&ground.world.addresses, ground.world.of(Service::Client).next());
    let base = addresses.clients.first().context("there is no client surface")?;
    let ops = addresses.client_ops.first().context("it has an ops address")?;
    let pid =
        client.and_then(|client| client.process.pid()).map(|pid| pid.as_raw_nonzero().get().unsigned_abs());
    open_files::require(READERS)?;
    let found = drop_readers(base, "/client/live/menu", ops, pid, READERS).await;
    let given_back = found.given_back_ms.map_or_else(|| "never".to_owned(), |ms| format!("{ms} ms"));
    let passed =
        found.healthy && found.given_back_ms.is_some() && found.were_held() && found.opened == READERS as u64;
    let files = found.files_open.saturating_sub(found.files_before);
    let value = format!("{} open, {files} files, {given_back}", found.opened);
    Ok(Measure::new("2,000 readers vanish: files are given back", value, "<= 10 s, healthy", passed))
}

async fn slow(ground: &Ground<'_>) -> [Measure; 2] {
    let found = slow_clients(&ground.world.addresses, ground.history).await;
    let all = found.served + found.failed;
    let held_on = found.meant > 0 && found.slow >= found.meant * 9 / 10;
    let served = format!("{} of {all}, {} slow", found.served, found.slow);
    let (p99, quick) = (format!("{} ms", found.p99_ms), found.p99_ms <= SERVED_P99_MS);
    [
        Measure::new(
            "slow clients hold on: others are served",
            served,
            "all",
            held_on && found.failed == 0 && all > 0,
        ),
        Measure::new("  and it took, p99", p99, "<= 1 s", quick).of_speed(ground.short),
    ]
}
