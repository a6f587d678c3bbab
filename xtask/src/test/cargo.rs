//! The tests that cargo runs.

use super::postgres::Cluster;
use crate::{command, packages, say, tools::unpacked::PROMTOOL};
use anyhow::Result;
use std::{process::Command, time::Duration};

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

/// The tests of everything native, the stores' on this machine's Postgres as well.
pub fn workspace() -> Result<()> {
    let cluster = Cluster::start()?;
    let mut cargo = on(&cluster)?;
    cargo.env("JUMUN_PROMTOOL", PROMTOOL.ensure()?);
    let [trusted, stranger] = cluster.authorities();
    cargo.env("JUMUN_TEST_POSTGRES_CA", trusted).env("JUMUN_TEST_POSTGRES_OTHER_CA", stranger);
    command::run(cargo.env("JUMUN_TEST_POSTGRES", cluster.url()), LIMIT)
}

/// Test programs that ask for a Postgres by `JUMUN_TEST_POSTGRES`, but for the one of TLS.
const WITH_POSTGRES: [&str; 4] = ["audit_table", "late", "replicas", "store"];

/// The stores' tests on the newest Postgres: what this machine has may be the oldest that is supported.
pub fn newest_postgres() -> Result<()> {
    let cluster = Cluster::start_newest()?;
    let mut cargo = on(&cluster)?;
    cargo.args(WITH_POSTGRES.iter().flat_map(|name| ["--test", name]));
    command::run(cargo.env("JUMUN_TEST_POSTGRES", cluster.url()), LIMIT)
}

/// What cargo builds is the same in all runs, whichever part of it runs.
fn on(cluster: &Cluster) -> Result<Command> {
    say::stage(format_args!("a throwaway Postgres listens on {}", cluster.url()));
    let mut cargo = command::cargo();
    cargo.args(["test", "--no-fail-fast", "--target-dir", "target"]).args(packages::native_flags()?);
    Ok(cargo)
}
