//! Many at once: one key pressed a hundred times, two thousand readers that vanish, clients that are slow on purpose.

use super::Ground;
use crate::{
    load::bursts::{Duplicates, drop_readers, duplicates, slow_clients},
    report::Measure,
    world::Service,
};
use anyhow::{Context as _, Result};

const READERS: usize = 2_000;
const SERVED_P99_MS: u64 = 1_000;

pub async fn run(ground: &Ground<'_>) -> Result<Vec<Measure>> {
    let mut measures = pressed_again(ground).await;
    measures.push(readers_vanish(ground).await?);
    measures.push(slow(ground).await);
    Ok(measures)
}

async fn pressed_again(ground: &Ground<'_>) -> Vec<Measure> {
    let [surface, service] = duplicates(&ground.world.addresses, ground.history, ground.seed).await;
    let measure = |name, found: &Duplicates| {
        let value = format!("{} of {}, {} order", found.acknowledged, found.sent, found.orders);
        let one = found.orders == 1 && found.acknowledged + found.failed == found.sent;
        Measure::new(name, value, "one order", one)
    };
    vec![
        measure("one key in parallel at the surfaces, acknowledged", &surface),
        measure("one key in parallel at the service, acknowledged", &service),
    ]
}

async fn readers_vanish(ground: &Ground<'_>) -> Result<Measure> {
    let (addresses, client) = (&ground.world.addresses, ground.world.of(Service::Client).next());
    let base = addresses.clients.first().context("there is no client surface")?;
    let ops = addresses.client_ops.first().context("it has an ops address")?;
    let pid =
        client.and_then(|client| client.process.pid()).map(|pid| pid.as_raw_nonzero().get().unsigned_abs());
    let found = drop_readers(base, "/client/live/menu", ops, pid, READERS).await;
    let given_back = found.given_back_ms.map_or_else(|| "never".to_owned(), |ms| format!("{ms} ms"));
    let passed = found.healthy && found.given_back_ms.is_some() && found.opened == READERS as u64;
    let value = format!("{} open, {given_back}", found.opened);
    Ok(Measure::new("2,000 readers vanish: files are given back", value, "<= 10 s, healthy", passed))
}

async fn slow(ground: &Ground<'_>) -> Measure {
    let found = slow_clients(&ground.world.addresses, ground.history).await;
    let value =
        format!("{} failed of {}, p99 {} ms", found.failed, found.served + found.failed, found.p99_ms);
    let passed = found.failed == 0 && found.served > 0 && found.p99_ms <= SERVED_P99_MS;
    Measure::new("slow clients hold on: others are served", value, "all, p99 <= 1 s", passed)
}
