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
    build::{self, BuildProfile},
    command,
    packages::{self, SERVICES},
    progress,
    test::postgres::ThrowawayCluster,
};
use anyhow::{Result, bail};
use run::SchemathesisRun;
use service::RunningService;
use std::time::Duration;

const WRITE_LIMIT: Duration = Duration::from_secs(20 * 60);
/// Cases for each service in `cargo xtask test`: about half a minute each.
const SHORT_CASES: u32 = 500;

/// Arguments of one run.
pub struct ContractArgs {
    /// Minimum number of requests to each service.
    pub cases: u32,
    /// Test only this service; `None` for all.
    pub service: Option<String>,
    /// Use a throwaway Postgres instead of SQLite.
    pub postgres: bool,
}

impl ContractArgs {
    /// The short run that is part of `cargo xtask test`: all services, on SQLite.
    pub fn for_test_run() -> Self {
        Self { cases: SHORT_CASES, service: None, postgres: false }
    }
}

/// Builds the services and tests each.
///
/// # Errors
/// When a description is not an OpenAPI document, or a service and its description differ.
pub fn run_contract_tests(wish: &ContractArgs) -> Result<()> {
    let tools = tool::ensure_tools()?;
    let services =
        SERVICES.iter().filter(|name| wish.service.as_ref().is_none_or(|only| only == *name));
    let services: Vec<_> = services.copied().collect();
    for name in &services {
        tools.validate_document(&service::description_file(name))?;
    }
    build::build_binaries(BuildProfile::Dev)?;
    let cluster = wish.postgres.then(ThrowawayCluster::start).transpose()?;
    let mut failed = Vec::new();
    for name in services {
        if let Err(error) = test_service(&tools, name, wish.cases, cluster.as_ref()) {
            progress::print_stage(format_args!("{name}: {error:#}"));
            failed.push(name);
        }
    }
    if !failed.is_empty() {
        bail!("not as described: {}", failed.join(" and "));
    }
    Ok(())
}

fn test_service(
    tools: &tool::ContractTools,
    name: &'static str,
    cases: u32,
    cluster: Option<&ThrowawayCluster>,
) -> Result<()> {
    let running = RunningService::start(name, cluster)?;
    let outcome = SchemathesisRun {
        tools,
        service: name,
        url: running.base_url(),
        staff_url: running.staff_url(),
        cases,
    }
    .run_rounds();
    running.stop()?;
    let done = outcome?;
    progress::print_stage(format_args!("{name}: {done} cases, every answer as described"));
    Ok(())
}

/// Regenerates the checked-in descriptions from the code.
///
/// # Errors
/// When the services do not compile.
pub fn write_descriptions() -> Result<()> {
    let mut cargo = command::cargo_command();
    cargo
        .args(["test", "--quiet", "--target-dir", "target", "--lib"])
        .args(packages::package_flags(SERVICES));
    cargo.arg("the_checked_in_description").env("JUMUN_WRITE_OPENAPI", "1");
    command::run_checked(&mut cargo, WRITE_LIMIT)
}
