//! From start to verdict, one topology after the other.

use crate::{
    check::{self, Check},
    drill::{self, Ground},
    fault,
    history::History,
    load::Load,
    options::Options,
    report::{self, Part},
    say, system_signal,
    world::{self, Setup, Topology, World},
};
use anyhow::{Context as _, Result, bail};
use std::{fs, os::unix::fs::PermissionsExt as _, time::Duration};
use tokio::time::sleep;

const SETTLE_LIMIT: Duration = Duration::from_secs(60);
/// Undisturbed load at the start and at the end of the faults.
const CALM: Duration = Duration::from_secs(3);
/// Others than root walk through it: Postgres runs as another user.
const PASSABLE: u32 = 0o711;

/// Runs everything; gives whether all of it passed.
///
/// # Errors
/// When the system cannot be run at all, or somebody interrupts.
pub async fn run(options: &Options) -> Result<bool> {
    if let Some(name) = drill::unknown(&options.only) {
        bail!("no drill is called {name}");
    }
    let seed = options.seed.unwrap_or_else(|| rand::random_range(0..1_000_000));
    say::line(format_args!("seed {seed}"));
    world::sweep();
    fs::create_dir_all(&options.data)?;
    fs::set_permissions(&options.data, fs::Permissions::from_mode(PASSABLE))?;
    let (setup, mut parts) = (options.setup(), Vec::new());
    for topology in options.topologies() {
        parts.push(topology_part(options, &setup, topology, seed).await?);
    }
    let passed = report::print(&parts);
    say::plain(format_args!("\n{} (seed {seed})", if passed { "passed" } else { "FAILED" }));
    Ok(passed)
}

async fn topology_part(options: &Options, setup: &Setup, topology: Topology, seed: u64) -> Result<Part> {
    say::line(format_args!("starting {}; logs are in {}", topology.name(), setup.data.display()));
    let world = tokio::select! {
        world = topology.start(setup) => world?,
        () = system_signal::asked_to_end() => bail!("interrupted"),
    };
    let history = History::new();
    let part = tokio::select! {
        part = exercise(options, &world, &history, seed) => part,
        () = system_signal::asked_to_end() => Err(anyhow::anyhow!("interrupted")),
    };
    world.close().await;
    let part = part?;
    if !part.passed() {
        fs::create_dir_all(&options.history)?;
        let path = options.history.join(format!("history-{seed}-{}.jsonl", topology.name()));
        history.write_jsonl(&path).with_context(|| format!("cannot write {}", path.display()))?;
        say::line(format_args!("what the clients were told: {}", path.display()));
    }
    Ok(part)
}

async fn exercise(options: &Options, world: &World, history: &History, seed: u64) -> Result<Part> {
    let mut faults = fault::Outcome::default();
    if options.only.is_empty() {
        let load = Load::start(&world.addresses, options.load(), seed, history.clone());
        sleep(CALM).await;
        faults = fault::run(world, history, &options.faults(), seed).await;
        let settled = world.wait_ready(SETTLE_LIMIT).await?;
        say::line(format_args!("{} faults healed, all ready after {settled:.1?}", faults.total()));
        sleep(CALM).await;
        load.stop().await;
    }
    let mut measures = Vec::new();
    if !options.is_brief() {
        let ground = Ground { world, history, seed, short: options.is_short() };
        measures = drill::run(&ground, &options.only).await;
        world.wait_ready(SETTLE_LIMIT).await?;
    }
    say::line("auditing");
    let mut checks = check::audit(&world.addresses, history).await.checks;
    checks.push(Check {
        name: "after a fault a process comes back by itself",
        count: faults.total(),
        violations: faults.violations.clone(),
    });
    let crashes = world.crashes();
    let count = u64::try_from(world.replicas.len())?;
    checks.push(Check { name: "no process ends that no fault ended", count, violations: crashes });
    Ok(Part { topology: world.topology, faults, skipped: world.skipped.clone(), checks, measures })
}
