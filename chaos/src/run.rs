//! A whole run, from start to verdict, one topology after the other. A failure after the start
//! becomes a line of the report, so that earlier findings are still printed.

use crate::{
    check::{self, Check},
    drill::{self, Ground},
    fault,
    history::History,
    load::Load,
    options::Options,
    report::{self, Part},
    retention,
    system_signal::AskedToEnd,
    terminal,
    world::{self, Setup, Topology, World},
};
use anyhow::{Context as _, Result, anyhow, bail};
use std::{fs, os::unix::fs::PermissionsExt as _, time::Duration};
use tokio::time::{sleep, timeout};

const SETTLE_LIMIT: Duration = Duration::from_secs(60);
/// Undisturbed load before the first fault and after the last one.
const CALM: Duration = Duration::from_secs(3);
const AUDIT_LIMIT: Duration = Duration::from_secs(180);
/// Drain time of the processes when the world is closed; they promise 5 s.
const GRACE: Duration = Duration::from_secs(6);
/// Drain time after an interrupt, once for the services and once for the database: the parent
/// process allows 5 s in all.
const HASTE: Duration = Duration::from_millis(1_500);
/// Mode of the data folder. Postgres runs as another user and has to traverse it.
const PASSABLE: u32 = 0o711;

/// Runs everything; returns whether the result is as expected.
///
/// # Errors
/// If the run cannot begin: an unknown drill, no signal handlers, or no usable data folder.
pub async fn run(options: &Options) -> Result<bool> {
    if let Some(name) = drill::unknown(&options.only) {
        bail!("no drill is called {name}");
    }
    let asked_to_end = AskedToEnd::listen()?;
    let seed = options.seed.unwrap_or_else(|| rand::random_range(0..1_000_000));
    terminal::line(format_args!("seed {seed}"));
    world::sweep();
    fs::create_dir_all(&options.data)?;
    fs::set_permissions(&options.data, fs::Permissions::from_mode(PASSABLE))?;
    let (setup, mut parts) = (options.setup(), Vec::new());
    for topology in options.topologies() {
        parts.push(topology_part(options, &setup, topology, seed, &asked_to_end).await);
        if asked_to_end.is_asked() {
            break;
        }
    }
    let passed = report::print(&parts, &options.expected());
    terminal::plain(format_args!("\n{} (seed {seed})", if passed { "passed" } else { "FAILED" }));
    Ok(passed)
}

async fn topology_part(
    options: &Options,
    setup: &Setup,
    topology: Topology,
    seed: u64,
    asked_to_end: &AskedToEnd,
) -> Part {
    terminal::line(format_args!("starting {}; logs are in {}", topology.name(), setup.data.display()));
    let history = History::new();
    let started = tokio::select! {
        world = topology.start(setup) => world,
        () = asked_to_end.wait() => Err(anyhow!("interrupted")),
    };
    let mut part = match started {
        Ok(world) => {
            let part = tokio::select! {
                part = exercise((options, setup), &world, &history, seed) => part,
                () = asked_to_end.wait() => Part::broken(topology.name(), &anyhow!("interrupted")),
            };
            world.close(if asked_to_end.is_asked() { HASTE } else { GRACE }).await;
            part
        }
        Err(error) => Part::broken(topology.name(), &error),
    };
    if !part.is_clean()
        && let Err(error) = write_down(options, &history, topology, seed)
    {
        part.checks.push(Check::broken("the record can be written", &error));
    }
    part
}

fn write_down(options: &Options, history: &History, topology: Topology, seed: u64) -> Result<()> {
    fs::create_dir_all(&options.history)?;
    let path = options.history.join(format!("history-{seed}-{}.jsonl", topology.name()));
    history.write_jsonl(&path).with_context(|| format!("cannot write {}", path.display()))?;
    terminal::line(format_args!("what the clients were told: {}", path.display()));
    Ok(())
}

async fn exercise((options, setup): (&Options, &Setup), world: &World, history: &History, seed: u64) -> Part {
    let mut part = Part { skipped: world.skipped.clone(), ..Part::new(world.topology.name()) };
    if options.only.is_empty() {
        loaded(options, world, history, seed, &mut part).await;
    }
    if !options.is_brief() {
        let ground = Ground { world, history, seed, short: options.is_short() };
        part.measures = drill::run(&ground, &options.only).await;
        part.skipped.extend(drill::left_out(&ground, &options.only));
    }
    terminal::line("auditing");
    part.checks.extend(audit(options, world, history).await);
    if options.only.is_empty() && !options.is_brief() {
        forget(setup, world, &mut part).await;
    }
    part.checks.push(Check {
        name: "no process ends that no fault ended",
        count: world.replicas.len() as u64,
        violations: world.crashes(),
    });
    part
}

/// Runs the faults under full load.
async fn loaded(options: &Options, world: &World, history: &History, seed: u64, part: &mut Part) {
    let (load, plan) = (options.load(), options.faults());
    let load = Load::start(&world.addresses, load, seed, history.clone());
    sleep(CALM).await;
    part.faults = fault::run(world, history, &plan, seed).await;
    part.checks.extend(part.faults.checks(&plan));
    let settled = world.reset(SETTLE_LIMIT).await;
    terminal::line(format_args!("{} faults healed; all ready: {settled:.1?}", part.faults.total()));
    // Still under load, so that clients that noticed the restarts have recovered before anything is
    // measured.
    let settled = settled.and(world.take_off_clocks(SETTLE_LIMIT).await);
    part.checks.push(Check {
        name: "all processes are ready when the faults are over",
        count: world.replicas.len() as u64,
        violations: settled.err().map(|error| format!("{error:#}")).into_iter().collect(),
    });
    sleep(CALM).await;
    load.stop().await;
}

/// Checks the rule that needs a month to pass; the load has left it orders to look at.
async fn forget(setup: &Setup, world: &World, part: &mut Part) {
    terminal::line("letting a month pass");
    match retention::check(setup, world).await {
        Ok(mut check) => {
            check.require_something();
            part.checks.push(check);
        }
        Err(skipped) => part.skipped.push(skipped),
    }
}

/// After a full load each rule must have had something to look at; drills alone do not provide that
/// for every rule.
async fn audit(options: &Options, world: &World, history: &History) -> Vec<Check> {
    let Ok(verdict) = timeout(AUDIT_LIMIT, check::audit(&world.addresses, history)).await else {
        return vec![Check::broken("the audit comes to its end", &anyhow!("not within {AUDIT_LIMIT:?}"))];
    };
    let mut checks = verdict.checks;
    if options.only.is_empty() {
        checks.iter_mut().for_each(Check::require_something);
    }
    checks
}
