//! `cargo xtask test`: every test there is, on real databases and in a real browser.
//!
//! A part that fails does not keep the others from running: one run shows everything that is wrong.

mod browser;
mod cargo;
mod certificates;
mod control;
pub mod postgres;
mod running;

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
    /// Everything that cargo runs: unit, property, store and HTTP tests.
    pub cargo: bool,
    pub browser: bool,
    /// A short fault run, and the proof that one can fail.
    pub chaos: bool,
}

/// Runs `parts`; `playwright` are its further arguments, such as a spec's name.
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
    // Last, so that what a failed one says is the last thing that is read.
    if parts.browser {
        let engines = engines::ensure();
        if let Err(missing) = &engines {
            summary.skip("browser tests in Firefox and WebKit", missing);
        }
        summary.step("browser tests", || browser::run(playwright, engines.ok().as_ref()));
    }
    summary.close()
}
