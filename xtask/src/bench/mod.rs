//! `cargo xtask bench`: measures the cost of an order, a page and a phone, and writes it to a file
//! with the commit and the command.

mod lighthouse;
mod pages;

pub use pages::measure_pages;

use crate::{
    build::{self, BuildProfile},
    command, progress, tools, workspace,
};
use anyhow::{Context as _, Result};
use std::time::Duration;

const COMMAND: &str = "cargo xtask bench";
const LIMIT: Duration = Duration::from_secs(15 * 60);
const GIT_LIMIT: Duration = Duration::from_secs(20);

/// Runs every benchmark: [`costs`], then [`pages()`].
///
/// # Errors
/// As [`costs`] and [`pages()`].
pub fn run_benchmarks() -> Result<()> {
    measure_costs()?;
    measure_pages()
}

/// Builds the release profile, measures, and rewrites `docs/bench.json` and the tables of
/// `docs/scale.md`.
///
/// # Errors
/// When something cannot be built, started or written.
fn measure_costs() -> Result<()> {
    tools::npm::require_node()?;
    build::build_all(BuildProfile::Release)?;
    build::build_chaos(BuildProfile::Release)?;
    let folder = BuildProfile::Release.binaries_folder();
    let root = workspace::root_folder();
    let data = tempfile::Builder::new().prefix("jumun-bench-").tempdir()?;
    let mut bench = command::workspace_command(folder.join("bench"));
    bench.arg("--binaries").arg(&folder).arg("--site").arg(root.join("target/site"));
    bench
        .arg("--data")
        .arg(data.path())
        .arg("--postgres-bin")
        .arg(tools::postgres::ensure_programs()?);
    bench.arg("--out").arg(root.join("docs/bench.json"));
    bench.arg("--document").arg(root.join("docs/scale.md"));
    bench.arg("--commit").arg(measured_commit()?).arg("--command").arg(COMMAND);
    command::run_checked(&mut bench, LIMIT).context("bench")?;
    progress::print_stage("renewed docs/bench.json and docs/scale.md");
    Ok(())
}

/// The measured commit as `git describe` names it, with `-dirty` when the tree has changes.
fn measured_commit() -> Result<String> {
    let mut git = command::workspace_command("git");
    let git = git.arg("-C").arg(workspace::root_folder()).args([
        "describe",
        "--always",
        "--dirty",
        "--abbrev=12",
    ]);
    Ok(command::run_for_output(git, GIT_LIMIT)?.trim().to_owned())
}
