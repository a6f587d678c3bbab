//! `cargo xtask chaos`: builds the binaries, installs the tools, and runs the binary `chaos`.

mod binaries;
mod proof;

use crate::{
    build::{self, Profile},
    command, progress, tools, workspace,
};
use anyhow::{Context as _, Result};
use std::{path::PathBuf, process::Command, time::Duration};

pub use proof::{PLANTED_BUGS, PlantedBug, planted_bug, prove};

use binaries::planted_order;

const LIMIT: Duration = Duration::from_secs(40 * 60);

/// Duration class of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// Seconds: long enough for a planted bug to show.
    Brief,
    Short,
    Long,
}

/// Arguments of one run.
pub struct Wish {
    pub profile: Profile,
    pub length: Length,
    pub seed: Option<u64>,
    /// A bug to plant; the run then passes if the checks find it.
    pub planted_bug: Option<&'static PlantedBug>,
    pub only: Vec<String>,
}

impl Wish {
    /// A run of `length` on the debug binaries, with a new seed and without a planted bug.
    pub fn of(length: Length) -> Self {
        Self { profile: Profile::Dev, length, seed: None, planted_bug: None, only: Vec::new() }
    }
}

/// Builds everything and runs.
///
/// # Errors
/// When something cannot be built, or a check or a measure failed.
pub fn chaos(wish: &Wish) -> Result<()> {
    tools::npm::require()?;
    let order = wish.planted_bug.map(|_| planted_order(wish.profile)).transpose()?;
    build::all(wish.profile)?;
    build::chaos(wish.profile)?;
    run_built(wish, order)
}

/// Runs the built binaries, with `order` in place of the plain order binary. After a failure the
/// folder with the processes' logs is kept.
fn run_built(wish: &Wish, order: Option<PathBuf>) -> Result<()> {
    let mut data = tempfile::Builder::new().prefix("jumun-chaos-").tempdir()?;
    let mut chaos = chaos_command(wish, order)?;
    chaos.arg("--data").arg(data.path());
    let outcome = command::run(&mut chaos, LIMIT);
    if outcome.is_err() {
        data.disable_cleanup(true);
        progress::stage(format_args!("the processes' logs stay in {}", data.path().display()));
    }
    outcome.context("chaos")
}

fn chaos_command(wish: &Wish, order: Option<PathBuf>) -> Result<Command> {
    let (binaries, target) = (wish.profile.folder(), workspace::root().join("target"));
    let mut chaos = command::program(binaries.join("chaos"));
    chaos.arg("--binaries").arg(&binaries).arg("--site").arg(target.join("site"));
    chaos.arg("--history").arg(target.join("chaos")).args(["--length", wish.length.name()]);
    tools::faults::iproute2();
    if let Some(library) = tools::faults::libfaketime() {
        chaos.arg("--libfaketime").arg(library);
    }
    if wish.length != Length::Brief {
        chaos.arg("--postgres-bin").arg(tools::postgres::ensure()?);
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

impl Length {
    fn name(self) -> &'static str {
        match self {
            Self::Brief => "brief",
            Self::Short => "short",
            Self::Long => "long",
        }
    }
}
