//! A whole run, from start to verdict, one topology after the other. A failure after the start
//! becomes a line of the report, so that earlier findings are still printed.

use crate::{
    check::{self, AuditCheck},
    drill::{self, DrillContext},
    fault,
    history::RunHistory,
    load::SimulatedLoad,
    options::ChaosOptions,
    report::{self, SystemReport},
    retention,
    system_signal::InterruptSignal,
    terminal,
    world::{self, ProcessWorld, WorldSetup, WorldTopology},
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
pub async fn run_chaos(options: &ChaosOptions) -> Result<bool> {
    if let Some(name) = drill::find_unknown_name(&options.only) {
        bail!("no drill is called {name}");
    }
    let asked_to_end = InterruptSignal::install_handlers()?;
    let seed = options.seed.unwrap_or_else(|| rand::random_range(0..1_000_000));
    terminal::print_timed_line(format_args!("seed {seed}"));
    world::sweep_leftovers();
    fs::create_dir_all(&options.data)?;
    fs::set_permissions(&options.data, fs::Permissions::from_mode(PASSABLE))?;
    let setup = options.world_setup();
    let mut parts = Vec::new();
    for topology in options.selected_topologies() {
        parts.push(run_topology(options, &setup, topology, seed, &asked_to_end).await);
        if asked_to_end.is_interrupted() {
            break;
        }
    }
    let passed = report::print_report(&parts, &options.expected_result());
    terminal::print_plain_line(format_args!(
        "\n{} (seed {seed})",
        if passed { "passed" } else { "FAILED" }
    ));
    Ok(passed)
}

async fn run_topology(
    options: &ChaosOptions,
    setup: &WorldSetup,
    topology: WorldTopology,
    seed: u64,
    asked_to_end: &InterruptSignal,
) -> SystemReport {
    terminal::print_timed_line(format_args!(
        "starting {}; logs are in {}",
        topology.name(),
        setup.data.display()
    ));
    let history = RunHistory::new();
    let started = tokio::select! {
        world = topology.start(setup) => world,
        () = asked_to_end.wait() => Err(anyhow!("interrupted")),
    };
    let mut part = match started {
        Ok(world) => {
            let part = tokio::select! {
                part = exercise_world((options, setup), &world, &history, seed) => part,
                () = asked_to_end.wait() => SystemReport::from_error(topology.name(), &anyhow!("interrupted")),
            };
            world.close(if asked_to_end.is_interrupted() { HASTE } else { GRACE }).await;
            part
        }
        Err(error) => SystemReport::from_error(topology.name(), &error),
    };
    if !part.is_clean()
        && let Err(error) = write_history(options, &history, topology, seed)
    {
        part.checks.push(AuditCheck::from_error("the record can be written", &error));
    }
    part
}

fn write_history(
    options: &ChaosOptions,
    history: &RunHistory,
    topology: WorldTopology,
    seed: u64,
) -> Result<()> {
    fs::create_dir_all(&options.history)?;
    let path = options.history.join(format!("history-{seed}-{}.jsonl", topology.name()));
    history.write_jsonl(&path).with_context(|| format!("cannot write {}", path.display()))?;
    terminal::print_timed_line(format_args!("what the clients were told: {}", path.display()));
    Ok(())
}

async fn exercise_world(
    (options, setup): (&ChaosOptions, &WorldSetup),
    world: &ProcessWorld,
    history: &RunHistory,
    seed: u64,
) -> SystemReport {
    let mut part =
        SystemReport { skipped: world.skipped.clone(), ..SystemReport::new(world.topology.name()) };
    if options.only.is_empty() {
        run_faults_under_load(options, world, history, seed, &mut part).await;
    }
    if !options.is_brief() {
        let ground = DrillContext { world, history, seed, short: options.is_short() };
        part.measures = drill::run_drills(&ground, &options.only).await;
        part.skipped.extend(drill::skipped_drills(&ground, &options.only));
    }
    terminal::print_timed_line("auditing");
    part.checks.extend(audit_world(options, world, history).await);
    if options.only.is_empty() && !options.is_brief() {
        add_retention_check(setup, world, &mut part).await;
    }
    part.checks.push(AuditCheck {
        name: "no process ends that no fault ended",
        count: world.replicas.len() as u64,
        violations: world.crash_reports(),
    });
    part
}

/// Runs the faults under full load.
async fn run_faults_under_load(
    options: &ChaosOptions,
    world: &ProcessWorld,
    history: &RunHistory,
    seed: u64,
    part: &mut SystemReport,
) {
    let load = options.load_plan();
    let plan = options.fault_plan();
    let load = SimulatedLoad::start(&world.addresses, load, seed, history.clone());
    sleep(CALM).await;
    part.faults = fault::run_faults(world, history, &plan, seed).await;
    part.checks.extend(part.faults.to_checks(&plan));
    let settled = world.heal_and_wait(SETTLE_LIMIT).await;
    terminal::print_timed_line(format_args!(
        "{} faults healed; all ready: {settled:.1?}",
        part.faults.total_count()
    ));
    // Still under load, so that clients that noticed the restarts have recovered before anything is
    // measured.
    let settled = settled.and(world.detach_clocks(SETTLE_LIMIT).await);
    part.checks.push(AuditCheck {
        name: "all processes are ready when the faults are over",
        count: world.replicas.len() as u64,
        violations: settled.err().map(|error| format!("{error:#}")).into_iter().collect(),
    });
    sleep(CALM).await;
    load.stop().await;
}

/// Checks the rule that needs a month to pass; the load has left it orders to look at.
async fn add_retention_check(setup: &WorldSetup, world: &ProcessWorld, part: &mut SystemReport) {
    terminal::print_timed_line("letting a month pass");
    match retention::check_retention(setup, world).await {
        Ok(mut check) => {
            check.require_evidence();
            part.checks.push(check);
        }
        Err(skipped) => part.skipped.push(skipped),
    }
}

/// After a full load each rule must have had something to look at; drills alone do not provide that
/// for every rule.
async fn audit_world(
    options: &ChaosOptions,
    world: &ProcessWorld,
    history: &RunHistory,
) -> Vec<AuditCheck> {
    let Ok(verdict) = timeout(AUDIT_LIMIT, check::audit_run(&world.addresses, history)).await
    else {
        return vec![AuditCheck::from_error(
            "the audit comes to its end",
            &anyhow!("not within {AUDIT_LIMIT:?}"),
        )];
    };
    let mut checks = verdict.checks;
    if options.only.is_empty() {
        checks.iter_mut().for_each(AuditCheck::require_evidence);
    }
    checks
}
