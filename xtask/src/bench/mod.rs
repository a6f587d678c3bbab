//! `cargo xtask bench`: measures the cost of an order, a page and a phone, and writes it to a file
//! with the commit and the command.

mod lighthouse;
mod pages;

pub use pages::pages;

use crate::{
    build::{self, Profile},
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
pub fn bench() -> Result<()> {
    costs()?;
    pages()
}

/// Builds the release profile, measures, and rewrites `docs/bench.json` and the tables of
/// `docs/scale.md`.
///
/// # Errors
/// When something cannot be built, started or written.
fn costs() -> Result<()> {
    tools::npm::require()?;
    build::all(Profile::Release)?;
    build::chaos(Profile::Release)?;
    let (folder, root) = (Profile::Release.folder(), workspace::root());
    let data = tempfile::Builder::new().prefix("jumun-bench-").tempdir()?;
    let mut bench = command::program(folder.join("bench"));
    bench.arg("--binaries").arg(&folder).arg("--site").arg(root.join("target/site"));
    bench.arg("--data").arg(data.path()).arg("--postgres-bin").arg(tools::postgres::ensure()?);
    bench.arg("--out").arg(root.join("docs/bench.json"));
    bench.arg("--document").arg(root.join("docs/scale.md"));
    bench.arg("--commit").arg(commit()?).arg("--command").arg(COMMAND);
    command::run(&mut bench, LIMIT).context("bench")?;
    progress::stage("renewed docs/bench.json and docs/scale.md");
    Ok(())
}

/// The measured commit as `git describe` names it, with `-dirty` when the tree has changes.
fn commit() -> Result<String> {
    let mut git = command::program("git");
    let git = git.arg("-C").arg(workspace::root()).args(["describe", "--always", "--dirty", "--abbrev=12"]);
    Ok(command::output(git, GIT_LIMIT)?.trim().to_owned())
}
