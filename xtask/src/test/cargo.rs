//! The tests that cargo runs.

use super::postgres::ThrowawayCluster;
use crate::{command, packages, tools::debian_program::PROMTOOL};
use anyhow::{Context as _, Result};
use std::{process::Command, time::Duration};

const LIMIT: Duration = Duration::from_secs(40 * 60);

/// The tests of xtask itself, in its own target folder.
pub fn test_xtask() -> Result<()> {
    let mut cargo = command::cargo_command();
    cargo.args(["test", "--quiet", "--package", "xtask", "--package", "process-kit"]);
    command::run_checked(cargo.args(["--target-dir", "target/xtask"]), LIMIT)
}

/// The tests of the auditor, `chaos`. It does not ship, so its features stay out of the shipped
/// build.
pub fn test_chaos() -> Result<()> {
    let mut cargo = command::cargo_command();
    cargo.args(["test", "--quiet", "--package", "chaos", "--target-dir", "target"]);
    command::run_checked(&mut cargo, LIMIT)
}

/// All native tests; those of the stores run on this machine's Postgres, too.
pub fn test_workspace() -> Result<()> {
    let mut cargo = native_tests()?;
    cargo.env("JUMUN_PROMTOOL", PROMTOOL.find_or_fetch()?);
    run_on(&ThrowawayCluster::start()?, &mut cargo)
}

/// Test programs that use the Postgres in `JUMUN_TEST_POSTGRES`, except the one for TLS.
const WITH_POSTGRES: [&str; 4] = ["audit_table", "late", "replicas", "store"];

/// The stores' tests on the newest supported Postgres: this machine's own may be the oldest one.
pub fn test_newest_postgres() -> Result<()> {
    let mut cargo = native_tests()?;
    cargo.args(WITH_POSTGRES.iter().flat_map(|name| ["--test", name]));
    run_on(&ThrowawayCluster::start_newest()?, &mut cargo)
}

/// `cargo xtask postgres`: runs `words` as a command whose tests find a throwaway Postgres.
pub fn with_postgres(words: &[String]) -> Result<()> {
    let (program, args) = words.split_first().context("no command to run")?;
    let mut command = Command::new(program);
    command::clear_package_env(&mut command);
    run_on(&ThrowawayCluster::start()?, command.args(args))
}

fn run_on(cluster: &ThrowawayCluster, command: &mut Command) -> Result<()> {
    cluster.set_environment(command);
    command::run_checked(command, LIMIT)
}

/// A `cargo test` of all native packages: every run builds the same, whichever tests it then
/// selects.
fn native_tests() -> Result<Command> {
    let mut cargo = command::cargo_command();
    cargo
        .args(["test", "--no-fail-fast", "--target-dir", "target"])
        .args(packages::native_flags()?);
    Ok(cargo)
}
