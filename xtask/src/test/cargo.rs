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

/// The tests of the auditor, `chaos`. It does not ship, so its features stay out of the shipped
/// build.
pub fn chaos() -> Result<()> {
    let mut cargo = command::cargo();
    cargo.args(["test", "--quiet", "--package", "chaos", "--target-dir", "target"]);
    command::run(&mut cargo, LIMIT)
}

/// All native tests; those of the stores run on this machine's Postgres, too.
pub fn workspace() -> Result<()> {
    let cluster = Cluster::start()?;
    let mut cargo = on(&cluster)?;
    cargo.env("JUMUN_PROMTOOL", PROMTOOL.ensure()?);
    let [trusted, stranger] = cluster.authorities();
    cargo.env("JUMUN_TEST_POSTGRES_CA", trusted).env("JUMUN_TEST_POSTGRES_OTHER_CA", stranger);
    command::run(cargo.env("JUMUN_TEST_POSTGRES", cluster.url()), LIMIT)
}

/// Test programs that use the Postgres in `JUMUN_TEST_POSTGRES`, except the one for TLS.
const WITH_POSTGRES: [&str; 4] = ["audit_table", "late", "replicas", "store"];

/// The stores' tests on the newest supported Postgres: this machine's own may be the oldest one.
pub fn newest_postgres() -> Result<()> {
    let cluster = Cluster::start_newest()?;
    let mut cargo = on(&cluster)?;
    cargo.args(WITH_POSTGRES.iter().flat_map(|name| ["--test", name]));
    command::run(cargo.env("JUMUN_TEST_POSTGRES", cluster.url()), LIMIT)
}

/// A `cargo test` of all native packages: every run builds the same, whichever tests it then
/// selects.
fn on(cluster: &Cluster) -> Result<Command> {
    say::stage(format_args!("a throwaway Postgres listens on {}", cluster.url()));
    let mut cargo = command::cargo();
    cargo.args(["test", "--no-fail-fast", "--target-dir", "target"]).args(packages::native_flags()?);
    Ok(cargo)
}
