//! `cargo xtask test`: every test there is, on real databases and in a real browser.
//!
//! A part that fails does not keep the others from running: one run shows everything that is wrong.

mod browser;
mod cargo;
mod control;
mod postgres;
mod running;

use crate::summary::Summary;
use anyhow::Result;

/// Which parts to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parts {
    All,
    /// Everything that cargo runs: unit, property, store and HTTP tests.
    Cargo,
    /// Only the browser tests.
    Browser,
}

/// Runs `parts`; `playwright` are its further arguments, such as a spec's name.
pub fn test(parts: Parts, playwright: &[String]) -> Result<()> {
    let mut summary = Summary::default();
    if parts != Parts::Browser {
        summary.step("xtask's own tests", cargo::own);
        summary.step("unit, property, store and HTTP tests", cargo::workspace);
    }
    if parts != Parts::Cargo {
        summary.step("browser tests", || browser::run(playwright));
    }
    summary.close()
}
