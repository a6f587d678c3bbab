//! The lab's run: every replica replaced by a new image, every replica killed, then faults on a
//! seed, with customers, programs, staff and readers at work all the time; at the end the common
//! audit.

use super::{
    Lab, container, container_faults, down,
    options::{Setup, Wish},
    part::Part,
    phase::{Names, Phase},
    rolling_restart,
};
use crate::{
    check::{self, Check},
    fault,
    history::History,
    load::{Load, LoadPlan, prober::Visitor},
    report::{self, Expected, Measure, Part as Found},
    system_signal::AskedToEnd,
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

const ROLLING: Names = Names {
    phase: "rolling restart",
    first_press: "placed at the first press, rolling restart",
    two_presses: "placed at the second at the latest",
    pages: "menu and board pages 200, rolling restart",
};
const DEATHS: Names = Names {
    phase: "deaths",
    first_press: "placed at the first press, each replica killed",
    two_presses: "placed at the second at the latest",
    pages: "menu and board pages 200, each replica killed",
};
const FAULTS: Names = Names {
    phase: "faults",
    first_press: "placed at the first press, faults",
    two_presses: "placed at the second at the latest",
    pages: "menu and board pages 200, faults",
};

/// Starts a lab and leaves it running.
///
/// # Errors
/// If it does not start.
pub async fn up(setup: &Setup) -> Result<()> {
    let lab = Lab::start(setup).await?;
    terminal::line(format_args!("{} containers are ready", lab.hosts.len() + 1));
    let [customers, staff] = setup.entry();
    terminal::plain(format_args!("\n  customers   http://{customers}/client"));
    terminal::plain(format_args!("  staff       http://{staff}/admin     PIN {STAFF_PIN}"));
    terminal::plain(
        "\n  `podman ps --filter label=jumun-lab` shows the hosts; `cargo xtask lab down` removes all of it.\n",
    );
    Ok(())
}

/// Starts a lab, breaks it, audits it and removes it; returns whether it passed.
///
/// # Errors
/// If signals cannot be handled, the record cannot be written, or not everything can be removed.
pub async fn chaos(setup: &Setup, wish: &Wish) -> Result<bool> {
    let asked_to_end = AskedToEnd::listen()?;
    let seed = wish.seed.unwrap_or_else(|| rand::random_range(0..1_000_000));
    terminal::line(format_args!("seed {seed}"));
    let history = History::new();
    let found = tokio::select! {
        found = whole(setup, wish, &history, seed) => found,
        () = asked_to_end.wait() => Err(anyhow!("interrupted")),
    };
    let found = found.unwrap_or_else(|error| Found::broken(NAME, &error));
    if !found.is_clean() {
        write_down(wish, &history, seed)?;
    }
    let passed = report::print(&[found], &Expected::Clean);
    terminal::plain(format_args!("\n{} (seed {seed})", if passed { "passed" } else { "FAILED" }));
    if wish.keep && !asked_to_end.is_asked() {
        terminal::plain("the lab is still there: `cargo xtask lab down` removes it");
    } else {
        down().await?;
    }
    Ok(passed)
}

async fn whole(setup: &Setup, wish: &Wish, history: &History, seed: u64) -> Result<Found> {
    terminal::line("starting the lab");
    let lab = Lab::start(setup).await?;
    terminal::line(format_args!("{} containers are ready", lab.hosts.len() + 1));
    let mut found = Found::new(NAME);
    found.checks.push(lab.only_allowed_ways_are_open().await);
    let next = rolling_restart::next_images(&setup.images, &setup.data).await?;
    let visitor = Visitor::new(&lab.addresses, history).await.context("nobody can sign in")?;
    let load = Load::start(&lab.addresses, LOAD, seed, history.clone());
    sleep(CALM).await;
    let people = (history, &visitor, seed);

    terminal::line("a rolling restart of every part to a new image");
    let (phase, check) = lab.during(ROLLING.phase, people, lab.roll(&next, history, wish.rest())).await;
    found.checks.push(check);
    tell(&mut found.measures, &phase, &ROLLING, true);

    terminal::line("the death of each replica");
    let (phase, check) = lab.during(DEATHS.phase, people, lab.kill_each(history, wish.rest())).await;
    found.checks.push(check);
    tell(&mut found.measures, &phase, &DEATHS, true);

    let plan = wish.faults();
    let (phase, faults) = lab.during(FAULTS.phase, people, fault::run(&lab, history, &plan, seed)).await;
    found.checks.extend(faults.checks(&plan));
    found.faults = faults;
    tell(&mut found.measures, &phase, &FAULTS, false);

    found.checks.push(lab.settled().await);
    sleep(CALM).await;
    load.stop().await;
    terminal::line("auditing");
    found.checks.extend(audit(&lab, history).await);
    found.checks.push(lab.confined().await);
    Ok(found)
}

fn tell(measures: &mut Vec<Measure>, phase: &Phase, names: &Names, judged: bool) {
    measures.extend(phase.measures(names, judged));
    phase.others().into_iter().for_each(terminal::line);
}

async fn audit(lab: &Lab, history: &History) -> Vec<Check> {
    let Ok(verdict) = timeout(AUDIT_LIMIT, check::audit(&lab.addresses, history)).await else {
        return vec![Check::broken("the audit comes to its end", &anyhow!("not within {AUDIT_LIMIT:?}"))];
    };
    let mut checks = verdict.checks;
    checks.iter_mut().for_each(Check::require_something);
    checks
}

fn write_down(wish: &Wish, history: &History, seed: u64) -> Result<()> {
    fs::create_dir_all(&wish.history)?;
    let path = wish.history.join(format!("history-{seed}-{NAME}.jsonl"));
    history.write_jsonl(&path).with_context(|| format!("cannot write {}", path.display()))?;
    terminal::line(format_args!("what the clients were told: {}", path.display()));
    Ok(())
}

impl Lab {
    /// Heals every replica; a replica that ended without a fault is a violation.
    async fn settled(&self) -> Check {
        let mut check = Check {
            name: "all replicas run and are ready when the faults are over",
            count: self.hosts.len() as u64,
            violations: Vec::new(),
        };
        for host in &self.hosts {
            let settled = async {
                self.require_running(host).await?;
                container_faults::heal(host).await?;
                host.wait_ready(SETTLE_LIMIT).await
            };
            check.violations.extend(settled.await.err().map(|error| format!("{error:#}")));
        }
        check
    }

    async fn confined(&self) -> Check {
        let name = "containers are read-only, without root and capabilities";
        let mut check = Check { name, count: 0, violations: Vec::new() };
        for container in Part::ALL.into_iter().flat_map(|part| self.containers(part)) {
            check.count += 1;
            let confined = container::is_confined(&container).await;
            check.violations.extend(confined.err().map(|error| format!("{error:#}")));
        }
        check
    }
}
