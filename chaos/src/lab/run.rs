//! The lab's run: every replica replaced by a new image, every replica killed, then faults on a
//! seed, with customers, programs, staff and readers at work all the time; at the end the common
//! audit.

use super::{
    ContainerLab, container, container_faults,
    options::{LabRunOptions, LabSetup},
    part::LabPart,
    phase::{LabPhase, PhaseMeasureNames},
    rolling_restart, tear_down_lab,
};
use crate::{
    check::{self, AuditCheck},
    fault,
    history::RunHistory,
    load::{LoadPlan, SimulatedLoad, prober::PageProber},
    report::{self, ExpectedResult, ReportMeasure, SystemReport as Found},
    system_signal::InterruptSignal,
    terminal,
};
use anyhow::{Context as _, Result, anyhow};
use process_kit::keys::STAFF_PIN;
use std::{fs, time::Duration};
use tokio::time::{sleep, timeout};

const NAME: &str = "lab";
const CALM: Duration = Duration::from_secs(5);
const SETTLE_LIMIT: Duration = Duration::from_secs(60);
const AUDIT_LIMIT: Duration = Duration::from_secs(180);
/// Load over the whole run, so that the audit has everything to look at; the counted presses of the
/// phases come on top.
const LOAD: LoadPlan = LoadPlan {
    customers_per_s: 2,
    direct_per_s: 4,
    staff: 3,
    readers: 2,
    catching_up: Duration::from_secs(45),
};

const ROLLING: PhaseMeasureNames = PhaseMeasureNames {
    phase: "rolling restart",
    first_press: "placed at the first press, rolling restart",
    two_presses: "placed at the second at the latest",
    pages: "menu and board pages 200, rolling restart",
};
const DEATHS: PhaseMeasureNames = PhaseMeasureNames {
    phase: "deaths",
    first_press: "placed at the first press, each replica killed",
    two_presses: "placed at the second at the latest",
    pages: "menu and board pages 200, each replica killed",
};
const FAULTS: PhaseMeasureNames = PhaseMeasureNames {
    phase: "faults",
    first_press: "placed at the first press, faults",
    two_presses: "placed at the second at the latest",
    pages: "menu and board pages 200, faults",
};

/// Starts a lab and leaves it running.
///
/// # Errors
/// If it does not start.
pub async fn start_lab(setup: &LabSetup) -> Result<()> {
    let lab = ContainerLab::start(setup).await?;
    terminal::print_timed_line(format_args!("{} containers are ready", lab.hosts.len() + 1));
    let [customers, staff] = setup.entry_addresses();
    terminal::print_plain_line(format_args!("\n  customers   http://{customers}/client"));
    terminal::print_plain_line(format_args!(
        "  staff       http://{staff}/admin     PIN {STAFF_PIN}"
    ));
    terminal::print_plain_line(
        "\n  `podman ps --filter label=jumun-lab` shows the hosts; `cargo xtask lab down` removes all of it.\n",
    );
    Ok(())
}

/// Starts a lab, breaks it, audits it and removes it; returns whether it passed.
///
/// # Errors
/// If signals cannot be handled, the record cannot be written, or not everything can be removed.
pub async fn run_lab(setup: &LabSetup, wish: &LabRunOptions) -> Result<bool> {
    let asked_to_end = InterruptSignal::install_handlers()?;
    let seed = wish.seed.unwrap_or_else(|| rand::random_range(0..1_000_000));
    terminal::print_timed_line(format_args!("seed {seed}"));
    let history = RunHistory::new();
    let found = tokio::select! {
        found = run_phases(setup, wish, &history, seed) => found,
        () = asked_to_end.wait() => Err(anyhow!("interrupted")),
    };
    let found = found.unwrap_or_else(|error| Found::from_error(NAME, &error));
    if !found.is_clean() {
        write_history(wish, &history, seed)?;
    }
    let passed = report::print_report(&[found], &ExpectedResult::Clean);
    terminal::print_plain_line(format_args!(
        "\n{} (seed {seed})",
        if passed { "passed" } else { "FAILED" }
    ));
    if wish.keep && !asked_to_end.is_interrupted() {
        terminal::print_plain_line("the lab is still there: `cargo xtask lab down` removes it");
    } else {
        tear_down_lab().await?;
    }
    Ok(passed)
}

async fn run_phases(
    setup: &LabSetup,
    wish: &LabRunOptions,
    history: &RunHistory,
    seed: u64,
) -> Result<Found> {
    terminal::print_timed_line("starting the lab");
    let lab = ContainerLab::start(setup).await?;
    terminal::print_timed_line(format_args!("{} containers are ready", lab.hosts.len() + 1));
    let mut found = Found::new(NAME);
    found.checks.push(lab.check_reachability().await);
    let next = rolling_restart::build_next_images(&setup.images, &setup.data).await?;
    let visitor = PageProber::new(&lab.addresses, history).await.context("nobody can sign in")?;
    let load = SimulatedLoad::start(&lab.addresses, LOAD, seed, history.clone());
    sleep(CALM).await;
    let people = (history, &visitor, seed);

    terminal::print_timed_line("a rolling restart of every part to a new image");
    let (phase, check) = lab
        .measure_during(
            ROLLING.phase,
            people,
            lab.replace_each(&next, history, wish.pause_between()),
        )
        .await;
    found.checks.push(check);
    report_phase(&mut found.measures, &phase, &ROLLING, true);

    terminal::print_timed_line("the death of each replica");
    let (phase, check) = lab
        .measure_during(DEATHS.phase, people, lab.kill_each(history, wish.pause_between()))
        .await;
    found.checks.push(check);
    report_phase(&mut found.measures, &phase, &DEATHS, true);

    let plan = wish.fault_plan();
    let (phase, faults) = lab
        .measure_during(FAULTS.phase, people, fault::run_faults(&lab, history, &plan, seed))
        .await;
    found.checks.extend(faults.to_checks(&plan));
    found.faults = faults;
    report_phase(&mut found.measures, &phase, &FAULTS, false);

    found.checks.push(lab.check_recovered().await);
    sleep(CALM).await;
    load.stop().await;
    terminal::print_timed_line("auditing");
    found.checks.extend(audit_lab(&lab, history).await);
    found.checks.push(lab.check_confinement().await);
    Ok(found)
}

fn report_phase(
    measures: &mut Vec<ReportMeasure>,
    phase: &LabPhase,
    names: &PhaseMeasureNames,
    judged: bool,
) {
    measures.extend(phase.to_measures(names, judged));
    phase.other_results().into_iter().for_each(terminal::print_timed_line);
}

async fn audit_lab(lab: &ContainerLab, history: &RunHistory) -> Vec<AuditCheck> {
    let Ok(verdict) = timeout(AUDIT_LIMIT, check::audit_run(&lab.addresses, history)).await else {
        return vec![AuditCheck::from_error(
            "the audit comes to its end",
            &anyhow!("not within {AUDIT_LIMIT:?}"),
        )];
    };
    let mut checks = verdict.checks;
    checks.iter_mut().for_each(AuditCheck::require_evidence);
    checks
}

fn write_history(wish: &LabRunOptions, history: &RunHistory, seed: u64) -> Result<()> {
    fs::create_dir_all(&wish.history)?;
    let path = wish.history.join(format!("history-{seed}-{NAME}.jsonl"));
    history.write_jsonl(&path).with_context(|| format!("cannot write {}", path.display()))?;
    terminal::print_timed_line(format_args!("what the clients were told: {}", path.display()));
    Ok(())
}

impl ContainerLab {
    /// Heals every replica; a replica that ended without a fault is a violation.
    async fn check_recovered(&self) -> AuditCheck {
        let mut check = AuditCheck {
            name: "all replicas run and are ready when the faults are over",
            count: self.hosts.len() as u64,
            violations: Vec::new(),
        };
        for host in &self.hosts {
            let settled = async {
                self.require_running(host).await?;
                container_faults::heal_host(host).await?;
                host.wait_ready(SETTLE_LIMIT).await
            };
            check.violations.extend(settled.await.err().map(|error| format!("{error:#}")));
        }
        check
    }

    async fn check_confinement(&self) -> AuditCheck {
        let name = "containers are read-only, without root and capabilities";
        let mut check = AuditCheck { name, count: 0, violations: Vec::new() };
        for container in LabPart::ALL.into_iter().flat_map(|part| self.container_names(part)) {
            check.count += 1;
            let confined = container::ensure_confined(&container).await;
            check.violations.extend(confined.err().map(|error| format!("{error:#}")));
        }
        check
    }
}
