//! `cargo xtask trial`: whether what a café or a cluster starts Jumun with does what it is for. The café is started from the
//! real files, each by the program that reads them elsewhere, and orders are placed, cancelled and moved over its pages: a
//! unit or a manifest that is well formed, and whose processes are healthy, may still leave them no place to write an order.

mod confinement;
mod orders;
mod own_machine;
mod page_visitor;
mod units;

pub use confinement::Confinement;
pub use orders::take_and_cancel;

use crate::{
    build::{self, Profile},
    summary::Summary,
};
use anyhow::Result;

/// What can be tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum TrialSubject {
    /// deploy/install.sh and deploy/systemd, under a systemd of its own
    Units,
}

/// Tries `only`, or everything when that is empty, with what an earlier command built when it is `built`.
///
/// # Errors
/// When a deployment took no order.
pub fn trial(only: &[TrialSubject], built: bool) -> Result<()> {
    let is_wanted = |deployment| only.is_empty() || only.contains(&deployment);
    let mut summary = Summary::default();
    if is_wanted(TrialSubject::Units) {
        summary.step("the systemd units take orders", || units(built));
    }
    summary.close()
}

/// Tries the systemd units with the binaries that a developer builds (or, when they are `built`, has built): fast enough for
/// every run of the tests.
///
/// # Errors
/// When the units do not start, leave more to write than they should, or take no order.
pub fn units(built: bool) -> Result<()> {
    if !built {
        build::all(Profile::Dev)?;
    }
    units::take_orders(Profile::Dev)
}
