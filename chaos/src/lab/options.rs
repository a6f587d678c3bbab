//! Flags of a lab, and the contents of a run of each length.

use super::recipe::ProjectImages;
use crate::{fault::FaultPlan, lab::container_faults::KINDS};
use clap::Args;
use std::{path::PathBuf, time::Duration};

/// Images, programs and folders that a lab is made from
#[derive(Debug, Clone, Args)]
pub struct LabSetup {
    #[command(flatten)]
    pub images: ProjectImages,
    /// Folder with initdb and postgres, below /usr
    #[arg(long)]
    pub postgres_bin: PathBuf,
    /// Folder for secrets and settings
    #[arg(long)]
    pub data: PathBuf,
    /// Port of this machine for customers; staff have the next one
    #[arg(long, default_value_t = 18_080)]
    pub port: u16,
}

impl LabSetup {
    /// Addresses for customers and staff; only this machine reaches them.
    pub fn entry_addresses(&self) -> [String; 2] {
        [self.port, self.port + 1].map(|port| format!("127.0.0.1:{port}"))
    }
}

/// Length, seed and record of a run
#[derive(Debug, Clone, Args)]
pub struct LabRunOptions {
    /// About four minutes instead of ten
    #[arg(long)]
    pub short: bool,
    /// Seed of the faults; without it a random one is used; printed in either case
    #[arg(long)]
    pub seed: Option<u64>,
    /// Folder for the clients' record, written when a check fails
    #[arg(long)]
    pub history: PathBuf,
    /// Leave the lab running at the end, for inspection
    #[arg(long)]
    pub keep: bool,
}

impl LabRunOptions {
    /// Faults for the time after every replica has been replaced and killed once.
    pub fn fault_plan(&self) -> FaultPlan {
        let (lasts_s, at_least, longest_ms) =
            if self.short { (40, 12, 2_000) } else { (290, 80, 10_000) };
        FaultPlan {
            lasts: Duration::from_secs(lasts_s),
            at_least,
            longest: Duration::from_millis(longest_ms),
            kinds: KINDS.to_vec(),
        }
    }

    /// Pause between two replacements or kills.
    pub fn pause_between(&self) -> Duration {
        Duration::from_secs(if self.short { 3 } else { 5 })
    }
}
