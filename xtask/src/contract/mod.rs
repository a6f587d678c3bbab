//! `cargo xtask contract`: tests the running services against their checked-in OpenAPI
//! descriptions.
//!
//! `schemathesis` generates requests from a description, valid and invalid ones, and checks every
//! response: no 5xx; no status, header or body that is not described; no valid request refused and
//! no invalid one accepted. The real processes answer, each on its own database.

#[cfg(test)]
mod codes;
mod run;
mod service;
mod tool;

use crate::{
    build::{self, Profile},
    command,
    packages::{self, SERVICES},
    progress,
    test::postgres::Cluster,
};
use anyhow::{Result, bail};
use run::Run;
use service::Running;
use std::time::Duration;

const WRITE_LIMIT: Duration = Duration::from_secs(20 * 60);
/// Cases for each service in `cargo xtask test`: about half a minute each.
const SHORT_CASES: u32 = 500;

/// Arguments of one run.
pub struct Wish {
    /// Minimum number of requests to each service.
    pub cases: u32,
    /// Test only this service; `None` for all.
    pub service: Option<String>,
    /// Use a throwaway Postgres instead of SQLite.
    pub postgres: bool,
}

impl Wish {
    /// The short run that is part of `cargo xtask test`: all services, on SQLite.
    pub fn short() -> Self {
        Self { cases: SHORT_CASES, service: None, postgres: false }
    }
}

/// Builds the services and tests each.
///
/// # Errors
/// When a description is not an OpenAPI document, or a service and its description differ.
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
            progress::stage(format_args!("{name}: {error:#}"));
            failed.push(name);
        }
    }
    if !failed.is_empty() {
        bail!("not as described: {}", failed.join(" and "));
    }
    Ok(())
}

fn one(tools: &tool::Tools, name: &'static str, cases: u32, cluster: Option<&Cluster>) -> Result<()> {
    let running = Running::start(name, cluster)?;
    let outcome =
        Run { tools, service: name, url: running.url(), staff_url: running.staff_url(), cases }.to_the_end();
    running.stop()?;
    let done = outcome?;
    progress::stage(format_args!("{name}: {done} cases, every answer as described"));
    Ok(())
}

/// Regenerates the checked-in descriptions from the code.
///
/// # Errors
/// When the services do not compile.
pub fn write() -> Result<()> {
    let mut cargo = command::cargo();
    cargo.args(["test", "--quiet", "--target-dir", "target", "--lib"]).args(packages::flags(SERVICES));
    cargo.arg("the_checked_in_description").env("JUMUN_WRITE_OPENAPI", "1");
    command::run(&mut cargo, WRITE_LIMIT)
}
