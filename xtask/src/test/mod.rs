//! `cargo xtask test`: runs every test, on real databases and in a real browser.
//!
//! A failed part does not stop the others, so one run shows every failure.

mod browser;
mod cargo;
mod certificates;
mod control;
pub mod postgres;
mod test_stack;

pub use cargo::with_postgres;

use crate::{
    chaos::{self, ChaosArgs, ChaosDuration},
    contract,
    summary::StepSummary,
    tools::engines,
};
use anyhow::Result;

/// Which parts to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TestParts {
    /// Everything that cargo runs (unit, property, store and HTTP tests), and the contract tests.
    pub cargo: bool,
    pub browser: bool,
    /// A short chaos run, and the proof that such a run can fail.
    pub chaos: bool,
}

/// Runs `parts`; `playwright` are further arguments for Playwright, such as a spec's name.
pub fn run_tests(parts: TestParts, playwright: &[String]) -> Result<()> {
    let mut summary = StepSummary::default();
    if parts.cargo {
        summary.run_step("xtask's own tests", cargo::test_xtask);
        summary.run_step("the auditor's own tests", cargo::test_chaos);
        summary.run_step("unit, property, store and HTTP tests", cargo::test_workspace);
        summary.run_step("the stores on the newest Postgres", cargo::test_newest_postgres);
    }
    if parts.chaos {
        summary.run_step("faults, a short run", || {
            chaos::run_chaos(&ChaosArgs::with_length(ChaosDuration::Short))
        });
        summary.run_step("faults, planted bugs are found", chaos::prove_detection);
    }
    if parts.cargo {
        summary.run_step("the services are as described", || {
            contract::run_contract_tests(&contract::ContractArgs::for_test_run())
        });
    }
    // Last, so that the output of a failed spec is at the end.
    if parts.browser {
        let engines = engines::ensure_engines();
        if let Err(missing) = &engines {
            summary.skip_step("browser tests in Firefox and WebKit", missing);
        }
        summary.run_step("browser tests", || browser::run_specs(playwright, engines.ok().as_ref()));
    }
    summary.report_outcome()
}
