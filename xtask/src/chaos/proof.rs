//! Proof that a chaos run can fail: with a planted bug, the check written for it must fail, and no
//! other check except those that follow from it. A control run on the same binary with its bugs
//! inactive shows that the bug is the cause.

use super::{ChaosArgs, ChaosDuration, build_planted_order, run_built};
use crate::{
    build::{self, BuildProfile},
    progress,
};
use anyhow::{Context as _, Result};
use std::path::Path;

/// A bug that a switch activates in the order service, and the checks that detect it.
pub struct PlantedBug {
    pub name: &'static str,
    pub must_fail: &'static str,
    /// Checks that may fail as a consequence.
    pub may_fail: &'static [&'static str],
}

/// Each must make a run fail: a check that never fails is worthless.
pub const PLANTED_BUGS: [PlantedBug; 2] = [
    PlantedBug {
        name: "acknowledge_before_commit",
        must_fail: "every acknowledged order is there",
        may_fail: &[
            "no placement became two orders",
            "orders are as they were acknowledged",
            "every acknowledged step was taken",
            // The key of a lost order is free, so another body under it becomes an order.
            "a key stands for one placement",
            // If a commit lands while the audit reads.
            "every replica reads back what the database holds",
        ],
    },
    PlantedBug {
        name: "drop_event",
        must_fail: "no reader missed an event",
        may_fail: &["every reader came back and caught up", "boards show what the database says"],
    },
];

/// The planted bug called `name`.
pub fn planted_bug(name: &str) -> Result<&'static PlantedBug> {
    PLANTED_BUGS
        .iter()
        .find(|bug| bug.name == name)
        .with_context(|| format!("no bug is called {name}"))
}

/// Runs once without a bug and once with each planted bug.
///
/// # Errors
/// When the control run fails, or a bug is not found by its own check.
pub fn prove_detection() -> Result<()> {
    let order = build_planted_order(BuildProfile::Dev)?;
    build::build_binaries(BuildProfile::Dev)?;
    build::build_chaos(BuildProfile::Dev)?;
    progress::print_stage("a run with the bugs asleep: it must pass");
    run_briefly(None, &order)
        .context("a run without a bug failed, so one with a bug proves nothing")?;
    for bug in &PLANTED_BUGS {
        progress::print_stage(format_args!(
            "a run with {}: \"{}\" must fail",
            bug.name, bug.must_fail
        ));
        run_briefly(Some(bug), &order)
            .with_context(|| format!("{} was not found as it should be", bug.name))?;
    }
    Ok(())
}

fn run_briefly(bug: Option<&'static PlantedBug>, order: &Path) -> Result<()> {
    run_built(
        &ChaosArgs { planted_bug: bug, ..ChaosArgs::with_length(ChaosDuration::Brief) },
        Some(order.to_path_buf()),
    )
}
