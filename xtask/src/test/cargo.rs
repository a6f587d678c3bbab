//! The tests that cargo runs.

use super::postgres::Cluster;
use crate::{command, packages, say, tools::promtool};
use anyhow::Result;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(40 * 60);

/// The tests of xtask itself, in its own target folder.
pub fn own() -> Result<()> {
    let mut cargo = command::cargo();
    cargo.args(["test", "--quiet", "--package", "xtask", "--target-dir", "target/xtask"]);
    command::run(&mut cargo, LIMIT)
}

/// The tests of the auditor: no part of what ships, so its features stay out of that build.
pub fn chaos() -> Result<()> {
    let mut cargo = command::cargo();
    cargo.args(["test", "--quiet", "--package", "chaos", "--target-dir", "target"]);
    command::run(&mut cargo, LIMIT)
}

/// The tests of everything native, the stores' on a throwaway Postgres as well.
pub fn workspace() -> Result<()> {
    let cluster = Cluster::start()?;
    say::stage(format_args!("a throwaway Postgres listens on {}", cluster.url()));
    let mut cargo = command::cargo();
    cargo.args(["test", "--no-fail-fast", "--target-dir", "target"]).args(packages::native_flags()?);
    cargo.env("JUMUN_PROMTOOL", promtool::ensure()?);
    let [trusted, stranger] = cluster.authorities();
    cargo.env("JUMUN_TEST_POSTGRES_CA", trusted).env("JUMUN_TEST_POSTGRES_OTHER_CA", stranger);
    command::run(cargo.env("JUMUN_TEST_POSTGRES", cluster.url()), LIMIT)
}
