//! `cargo xtask trial`: end-to-end test of the deployment files. A café is started from the real
//! files, each by the program that reads them elsewhere, and orders are placed, cancelled and moved
//! over its pages: a unit or a manifest may be well formed and its processes healthy, and still
//! leave them no place to write an order.

mod compose;
mod confinement;
mod database;
mod orders;
mod overlays;
mod own_machine;
mod page_visitor;
mod pod;
mod units;

pub use confinement::ProcessConfinement;
pub use orders::take_and_cancel;

use crate::{
    build::{self, BuildProfile},
    images::{self, ContainerEngine},
    summary::StepSummary,
};
use anyhow::Result;

/// A deployment to try.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum TrialSubject {
    /// deploy/install.sh and deploy/systemd, under a separate systemd
    Units,
    /// The images by themselves, as `cargo xtask images --verify` does
    Images,
    /// compose.yaml, by podman-compose
    Compose,
    /// Every folder of k8s/overlays, its pods under podman
    Overlays,
}

/// Tries the deployments in `only`, or all if that is empty; with `built`, on the binaries that an
/// earlier command built.
///
/// # Errors
/// When a deployment took no order.
pub fn try_deployments(only: &[TrialSubject], built: bool) -> Result<()> {
    let is_wanted = |subject| only.is_empty() || only.contains(&subject);
    if !built {
        build::build_all(BuildProfile::Dev)?;
    }
    let mut summary = StepSummary::default();
    if is_wanted(TrialSubject::Units) {
        summary.run_step("the systemd units take orders", || units::take_orders(BuildProfile::Dev));
    }
    if [TrialSubject::Images, TrialSubject::Compose, TrialSubject::Overlays]
        .into_iter()
        .any(is_wanted)
    {
        let images = images::build_for_trial(ContainerEngine::Podman)?;
        if is_wanted(TrialSubject::Images) {
            summary.run_step("the images take orders", || {
                images::verify_images(ContainerEngine::Podman, &images)
            });
        }
        if is_wanted(TrialSubject::Compose) {
            summary.run_step("compose.yaml takes orders", || compose::take_orders(&images));
        }
        if is_wanted(TrialSubject::Overlays) {
            summary.run_step("every Kubernetes overlay takes orders", overlays::take_orders);
        }
    }
    summary.report_outcome()
}
