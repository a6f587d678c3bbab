//! `cargo xtask chaos`: builds the binaries, installs the tools, and runs the binary `chaos`.

mod binaries;
mod proof;

use crate::{
    build::{self, BuildProfile},
    command, progress, tools, workspace,
};
use anyhow::{Context as _, Result};
use std::{path::PathBuf, process::Command, time::Duration};

pub use proof::{PLANTED_BUGS, PlantedBug, planted_bug, prove_detection};

use binaries::build_planted_order;

const LIMIT: Duration = Duration::from_secs(40 * 60);

/// Duration class of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChaosDuration {
    /// Seconds: long enough for a planted bug to show.
    Brief,
    Short,
    Long,
}

/// Arguments of one run.
pub struct ChaosArgs {
    pub profile: BuildProfile,
    pub length: ChaosDuration,
    pub seed: Option<u64>,
    /// A bug to plant; the run then passes if the checks find it.
    pub planted_bug: Option<&'static PlantedBug>,
    pub only: Vec<String>,
}

impl ChaosArgs {
    /// A run of `length` on the debug binaries, with a new seed and without a planted bug.
    pub fn with_length(length: ChaosDuration) -> Self {
        Self { profile: BuildProfile::Dev, length, seed: None, planted_bug: None, only: Vec::new() }
    }
}

/// Builds everything and runs.
///
/// # Errors
/// When something cannot be built, or a check or a measure failed.
pub fn run_chaos(wish: &ChaosArgs) -> Result<()> {
    tools::npm::require_node()?;
    let order = wish.planted_bug.map(|_| build_planted_order(wish.profile)).transpose()?;
    build::build_all(wish.profile)?;
    build::build_chaos(wish.profile)?;
    run_built(wish, order)
}

/// Runs the built binaries, with `order` in place of the plain order binary. After a failure the
/// folder with the processes' logs is kept.
fn run_built(wish: &ChaosArgs, order: Option<PathBuf>) -> Result<()> {
    let mut data = tempfile::Builder::new().prefix("jumun-chaos-").tempdir()?;
    let mut chaos = chaos_command(wish, order)?;
    chaos.arg("--data").arg(data.path());
    let outcome = command::run_checked(&mut chaos, LIMIT);
    if outcome.is_err() {
        data.disable_cleanup(true);
        progress::print_stage(format_args!(
            "the processes' logs stay in {}",
            data.path().display()
        ));
    }
    outcome.context("chaos")
}

fn chaos_command(wish: &ChaosArgs, order: Option<PathBuf>) -> Result<Command> {
    let binaries = wish.profile.binaries_folder();
    let target = workspace::root_folder().join("target");
    let mut chaos = command::workspace_command(binaries.join("chaos"));
    chaos.arg("--binaries").arg(&binaries).arg("--site").arg(target.join("site"));
    chaos.arg("--history").arg(target.join("chaos")).args(["--length", wish.length.flag_value()]);
    tools::faults::ensure_iproute2();
    if let Some(library) = tools::faults::ensure_libfaketime() {
        chaos.arg("--libfaketime").arg(library);
    }
    if wish.length != ChaosDuration::Brief {
        chaos.arg("--postgres-bin").arg(tools::postgres::ensure_programs()?);
    }
    if let Some(seed) = wish.seed {
        chaos.args(["--seed", &seed.to_string()]);
    }
    if let Some(order) = order {
        chaos.arg("--order-binary").arg(order);
    }
    if let Some(bug) = wish.planted_bug {
        chaos.args(["--planted-bug", bug.name, "--must-fail", bug.must_fail]);
        chaos.args(bug.may_fail.iter().flat_map(|check| ["--may-fail", check]));
    }
    for drill in &wish.only {
        chaos.args(["--only", drill]);
    }
    Ok(chaos)
}

impl ChaosDuration {
    fn flag_value(self) -> &'static str {
        match self {
            Self::Brief => "brief",
            Self::Short => "short",
            Self::Long => "long",
        }
    }
}
