//! `cargo xtask chaos`: builds what is needed, has the tools ready, and runs the binary `chaos`.

mod binaries;

use crate::{
    build::{self, Profile},
    command, say, tools, workspace,
};
use anyhow::{Context as _, Result, bail, ensure};
use std::{path::PathBuf, process::Command, time::Duration};

pub use binaries::planted_order;

const LIMIT: Duration = Duration::from_secs(40 * 60);
/// Each must make a run fail, or the checks would not be worth their time.
pub const PLANTED_BUGS: [&str; 2] = ["acknowledge_before_commit", "drop_event"];

/// How much of everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// Seconds: enough for a planted bug to show.
    Brief,
    Short,
    Long,
}

/// One run.
#[derive(Debug, Clone)]
pub struct Wish {
    pub profile: Profile,
    pub length: Length,
    pub seed: Option<u64>,
    pub planted_bug: Option<String>,
    pub only: Vec<String>,
}

impl Wish {
    /// One of `length` on the tests' binaries.
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
    let order = wish.planted_bug.as_ref().map(|_| planted_order(wish.profile)).transpose()?;
    build::all(wish.profile)?;
    build::chaos(wish.profile)?;
    run(wish, order)
}

/// Runs what is built; `order` instead of the plain binary.
fn run(wish: &Wish, order: Option<PathBuf>) -> Result<()> {
    let mut data = tempfile::Builder::new().prefix("jumun-chaos-").tempdir()?;
    let mut chaos = chaos_command(wish, order)?;
    chaos.arg("--data").arg(data.path());
    let outcome = command::run(&mut chaos, LIMIT);
    if outcome.is_err() {
        data.disable_cleanup(true);
        say::stage(format_args!("the processes' logs stay in {}", data.path().display()));
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
    if let (Some(bug), Some(order)) = (&wish.planted_bug, order) {
        chaos.args(["--planted-bug", bug]).arg("--order-binary").arg(order);
    }
    for drill in &wish.only {
        chaos.args(["--only", drill]);
    }
    Ok(chaos)
}

/// Runs with each planted bug: a run that passes is the failure.
///
/// # Errors
/// When a bug was not found.
pub fn prove() -> Result<()> {
    let order = planted_order(Profile::Dev)?;
    build::binaries(Profile::Dev)?;
    build::chaos(Profile::Dev)?;
    for bug in PLANTED_BUGS {
        say::stage(format_args!("a run with the planted bug {bug}: it must fail"));
        let wish = Wish { planted_bug: Some(bug.to_owned()), ..Wish::of(Length::Brief) };
        let failed = found(&wish, &order)?;
        ensure!(failed, "the run with the planted bug {bug} passed: the checks do not see it");
        say::stage(format_args!("{bug} was found"));
    }
    Ok(())
}

/// Whether the checks failed; anything else that goes wrong is no proof.
fn found(wish: &Wish, order: &std::path::Path) -> Result<bool> {
    let data = tempfile::Builder::new().prefix("jumun-chaos-").tempdir()?;
    let mut chaos = chaos_command(wish, Some(order.to_path_buf()))?;
    match command::status(chaos.arg("--data").arg(data.path()), LIMIT)?.code() {
        Some(0) => Ok(false),
        Some(1) => Ok(true),
        other => bail!("chaos itself broke (exit code {other:?})"),
    }
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
