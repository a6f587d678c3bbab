//! Command-line flags of a chaos run, and what each length of run contains.

use crate::{
    fault::{FaultKind, FaultPlan},
    load::LoadPlan,
    report::ExpectedResult,
    world::{WorldSetup, WorldTopology},
};
use clap::{Parser, ValueEnum};
use std::{path::PathBuf, time::Duration};

/// Runs the real processes, breaks them, and audits every acknowledged order
#[derive(Debug, Parser)]
#[command(name = "chaos")]
pub struct ChaosOptions {
    /// Folder with the binaries of the server and the services
    #[arg(long)]
    binaries: PathBuf,
    /// Order binary to use instead of the one in that folder
    #[arg(long)]
    order_binary: Option<PathBuf>,
    /// Folder with the built browser half, one subfolder for each surface
    #[arg(long)]
    site: PathBuf,
    /// Folder for databases and logs; must belong to this run alone
    #[arg(long)]
    pub data: PathBuf,
    /// Folder for the clients' record, written when a check fails
    #[arg(long)]
    pub history: PathBuf,
    /// Folder with initdb and postgres; without it there are no replicas
    #[arg(long)]
    postgres_bin: Option<PathBuf>,
    /// Path of libfaketime's library; without it no clock jumps
    #[arg(long)]
    libfaketime: Option<PathBuf>,
    /// Seed of the faults; without it a random one is used; printed in either case
    #[arg(long)]
    pub seed: Option<u64>,
    /// Length of the run
    #[arg(long, value_enum, default_value = "long")]
    length: ChaosRunLength,
    /// Planted bug to switch on; needs an order binary with planted bugs
    #[arg(long)]
    planted_bug: Option<String>,
    /// Pass only if this check fails, and no other check except those of `--may-fail`
    #[arg(long)]
    must_fail: Option<String>,
    /// A check that may fail as well when `--must-fail` is given
    #[arg(long, requires = "must_fail")]
    may_fail: Vec<String>,
    /// Run only this topology
    #[arg(long, value_enum)]
    topology: Option<WorldTopology>,
    /// Run no faults, only these drills
    #[arg(long)]
    pub only: Vec<String>,
}

/// Length of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ChaosRunLength {
    /// Seconds: enough to show a planted bug.
    Brief,
    /// About two minutes.
    Short,
    /// A quarter of an hour.
    Long,
}

impl ChaosOptions {
    pub fn world_setup(&self) -> WorldSetup {
        let binary = |name: &str| self.binaries.join(name);
        WorldSetup {
            menu: binary("menu"),
            order: self.order_binary.clone().unwrap_or_else(|| binary("order")),
            staff: binary("staff"),
            server: binary("server"),
            site: self.site.clone(),
            data: self.data.clone(),
            postgres: self.postgres_bin.clone(),
            // Drills alone move no clock.
            libfaketime: self.libfaketime.clone().filter(|_| self.only.is_empty()),
            envs: self.planted_bug.iter().map(|bug| ("JUMUN_PLANTED_BUG", bug.clone())).collect(),
        }
    }

    pub fn selected_topologies(&self) -> Vec<WorldTopology> {
        let all = match self.length {
            ChaosRunLength::Brief => vec![WorldTopology::OneMachine],
            ChaosRunLength::Short | ChaosRunLength::Long => WorldTopology::ALL.to_vec(),
        };
        self.topology.map_or(all, |only| vec![only])
    }

    pub fn is_short(&self) -> bool {
        self.length != ChaosRunLength::Long
    }

    /// Whether the run has only seconds of faults and no drills.
    pub fn is_brief(&self) -> bool {
        self.length == ChaosRunLength::Brief
    }

    /// Fault plan for one topology.
    pub fn fault_plan(&self) -> FaultPlan {
        let (lasts_s, at_least, longest_ms) = match self.length {
            ChaosRunLength::Brief => (8, 4, 300),
            ChaosRunLength::Short => (20, 20, 1_000),
            ChaosRunLength::Long => (330, 155, 10_000),
        };
        FaultPlan {
            lasts: Duration::from_secs(lasts_s),
            at_least,
            longest: Duration::from_millis(longest_ms),
            kinds: if self.is_brief() { vec![FaultKind::Kill] } else { FaultKind::ALL.to_vec() },
        }
    }

    pub fn load_plan(&self) -> LoadPlan {
        let patience =
            if self.is_brief() { Duration::from_secs(5) } else { LoadPlan::default().catching_up };
        LoadPlan { catching_up: patience, ..LoadPlan::default() }
    }

    /// Expected result of the checks.
    pub fn expected_result(&self) -> ExpectedResult {
        match &self.must_fail {
            None => ExpectedResult::Clean,
            Some(must) => {
                ExpectedResult::Failure { must: must.clone(), may: self.may_fail.clone() }
            }
        }
    }
}
