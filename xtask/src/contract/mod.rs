//! `cargo xtask contract`: holds the running services against their checked-in descriptions.
//!
//! `schemathesis` makes requests out of a description, and some that break it, and looks at every answer: no 5xx, no
//! status, header or body that is not described, nothing refused that the description allows, nothing taken that it does
//! not. The real processes answer, each on a database of its own.

#[cfg(test)]
mod codes;
mod run;
mod service;
mod tool;

use crate::{
    build::{self, Profile},
    command,
    packages::{self, SERVICES},
    say,
    test::postgres::Cluster,
};
use anyhow::{Result, bail};
use run::Run;
use service::Running;
use std::time::Duration;

const WRITE_LIMIT: Duration = Duration::from_secs(20 * 60);
/// What a run beside all the other tests gets: about half a minute for each service.
const SHORT_CASES: u32 = 500;

/// What to run.
pub struct Wish {
    /// At least so many requests to each service.
    pub cases: u32,
    /// Only this service.
    pub service: Option<String>,
    /// On a throwaway Postgres instead of SQLite.
    pub postgres: bool,
}

impl Wish {
    /// A run beside all the other tests.
    pub fn short() -> Self {
        Self { cases: SHORT_CASES, service: None, postgres: false }
    }
}

/// Builds the services and runs.
///
/// # Errors
/// When a description is no OpenAPI document, or a service and its description differ.
pub fn contract(wish: &Wish) -> Result<()> {
    let tools = tool::ensure()?;
    let services = SERVICES.iter().filter(|name| wish.service.as_ref().is_none_or(|only| only == *name));
    let services: Vec<_> = services.copied().collect();
    for name in &services {
        tools.validate(&service::description(name))?;
    }
    build::binaries(Profile::Dev)?;
    let cluster = wish.postgres.then(Cluster::start).transpose()?;
    let mut failed = Vec::new();
    for name in services {
        if let Err(error) = one(&tools, name, wish.cases, cluster.as_ref()) {
            say::stage(format_args!("{name}: {error:#}"));
            failed.push(name);
        }
    }
    if !failed.is_empty() {
        bail!("not as described: {}", failed.join(" and "));
    }
    Ok(())
}

fn one(tools: &tool::Tools, name: &'static str, cases: u32, cluster: Option<&Cluster>) -> Result<()> {
    let mut running = Running::start(name, cluster)?;
    let outcome = Run { tools, service: name, url: running.url(), member_url: running.member_url(), cases }
        .to_the_end();
    running.stop()?;
    let done = outcome?;
    say::stage(format_args!("{name}: {done} cases, every answer as described"));
    Ok(())
}

/// Renews the checked-in descriptions from the code.
///
/// # Errors
/// When the services do not compile.
pub fn write() -> Result<()> {
    let mut cargo = command::cargo();
    cargo.args(["test", "--quiet", "--target-dir", "target", "--lib"]).args(packages::flags(SERVICES));
    cargo.arg("the_checked_in_description").env("JUMUN_WRITE_OPENAPI", "1");
    command::run(&mut cargo, WRITE_LIMIT)
}
