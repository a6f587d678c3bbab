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
    chaos::{self, Length, Wish},
    contract,
    summary::Summary,
    tools::engines,
};
use anyhow::Result;

/// Which parts to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts {
    /// Everything that cargo runs (unit, property, store and HTTP tests), and the contract tests.
    pub cargo: bool,
    pub browser: bool,
    /// A short chaos run, and the proof that such a run can fail.
    pub chaos: bool,
}

/// Runs `parts`; `playwright` are further arguments for Playwright, such as a spec's name.
pub fn test(parts: Parts, playwright: &[String]) -> Result<()> {
    let mut summary = Summary::default();
    if parts.cargo {
        summary.step("xtask's own tests", cargo::own);
        summary.step("the auditor's own tests", cargo::chaos);
        summary.step("unit, property, store and HTTP tests", cargo::workspace);
        summary.step("the stores on the newest Postgres", cargo::newest_postgres);
    }
    if parts.chaos {
        summary.step("faults, a short run", || chaos::chaos(&Wish::of(Length::Short)));
        summary.step("faults, planted bugs are found", chaos::prove);
    }
    if parts.cargo {
        summary.step("the services are as described", || contract::contract(&contract::Wish::short()));
    }
    // Last, so that the output of a failed spec is at the end.
    if parts.browser {
        let engines = engines::ensure();
        if let Err(missing) = &engines {
            summary.skip("browser tests in Firefox and WebKit", missing);
        }
        summary.step("browser tests", || browser::run(playwright, engines.ok().as_ref()));
    }
    summary.close()
}
