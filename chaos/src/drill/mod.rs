//! Drills: one failure at a time, measured against a limit.
//!
//! A drill is one file with `pub async fn run(&DrillContext<'_>) -> Result<Vec<ReportMeasure>>` and
//! a line in [`ALL`]. It runs after the faults, on the healed world with no load but its own; after
//! it, even if it failed, the world is reset. Its placements go into the common record, so the
//! audit covers them.

mod crowds;
mod disk_full;
mod http;
mod isolation;
mod metrics;
mod order_placer;
mod outage;
mod overload;
mod pictures;
mod rotation;
mod shares;
mod signed_in;
mod sigterm_streams;
pub(crate) mod streams;

use crate::{
    history::RunHistory,
    report::ReportMeasure,
    terminal,
    world::{ProcessWorld, SkipReason, WorldTopology},
};
use anyhow::{Context as _, Result};
use futures::future::BoxFuture;
use std::time::Duration;

/// Longest time for one drill.
const LIMIT: Duration = Duration::from_secs(600);
const RESET_LIMIT: Duration = Duration::from_secs(30);

/// Context of a drill.
pub struct DrillContext<'a> {
    pub world: &'a ProcessWorld,
    pub history: &'a RunHistory,
    pub seed: u64,
    /// Whether to take fewer samples.
    pub short: bool,
}

/// A drill; it runs in the topologies that it names.
pub struct DrillSpec {
    pub name: &'static str,
    pub topologies: &'static [WorldTopology],
    /// Whether only long runs have it: its limits mean something only over minutes, on binaries
    /// built as a café runs them.
    only_long: bool,
    run: for<'a> fn(&'a DrillContext<'a>) -> BoxFuture<'a, Result<Vec<ReportMeasure>>>,
}

impl DrillSpec {
    /// Whether it runs here: a short run has each drill once, and those of long runs only by name.
    fn is_due(&self, here: WorldTopology, short: bool, only: &[String]) -> bool {
        match only {
            [] if short => !self.only_long && self.topologies.first() == Some(&here),
            [] => self.topologies.contains(&here),
            names => names.iter().any(|name| name == self.name) && self.topologies.contains(&here),
        }
    }
}

/// All drills, in the order in which they run.
pub const ALL: [DrillSpec; 9] = [
    DrillSpec {
        name: "isolation",
        topologies: &[WorldTopology::OneMachine],
        only_long: false,
        run: |ground| Box::pin(isolation::run_drill(ground)),
    },
    DrillSpec {
        name: "signed_in",
        topologies: &[WorldTopology::OneMachine],
        only_long: false,
        run: |ground| Box::pin(signed_in::run_drill(ground)),
    },
    DrillSpec {
        name: "rotation",
        topologies: &[WorldTopology::Replicas],
        only_long: false,
        run: |ground| Box::pin(rotation::run_drill(ground)),
    },
    DrillSpec {
        name: "sigterm_streams",
        topologies: &[WorldTopology::OneMachine],
        only_long: false,
        run: |ground| Box::pin(sigterm_streams::run_drill(ground)),
    },
    DrillSpec {
        name: "shares",
        topologies: &[WorldTopology::OneMachine],
        only_long: false,
        run: |ground| Box::pin(shares::run_drill(ground)),
    },
    DrillSpec {
        name: "disk_full",
        topologies: &[WorldTopology::OneMachine],
        only_long: false,
        run: |ground| Box::pin(disk_full::run_drill(ground)),
    },
    DrillSpec {
        name: "crowds",
        topologies: &WorldTopology::ALL,
        only_long: false,
        run: |ground| Box::pin(crowds::run_drill(ground)),
    },
    DrillSpec {
        name: "pictures",
        topologies: &[WorldTopology::OneMachine],
        only_long: false,
        run: |ground| Box::pin(pictures::run_drill(ground)),
    },
    DrillSpec {
        name: "overload",
        topologies: &[WorldTopology::OneMachine],
        only_long: true,
        run: |ground| Box::pin(overload::run_drill(ground)),
    },
];

/// The first of `names` that no drill has: a run without drills would pass.
pub fn find_unknown_name(names: &[String]) -> Option<&str> {
    names.iter().map(String::as_str).find(|name| ALL.iter().all(|drill| drill.name != *name))
}

/// Runs the drills of this topology one after the other; if `only` has names, only those.
pub async fn run_drills(ground: &DrillContext<'_>, only: &[String]) -> Vec<ReportMeasure> {
    let mut measures = Vec::new();
    for drill in &ALL {
        if !drill.is_due(ground.world.topology, ground.short, only) {
            continue;
        }
        terminal::print_timed_line(format_args!("drill {}", drill.name));
        ground.history.record_fault(format!("drill {}", drill.name));
        let ran = tokio::time::timeout(LIMIT, (drill.run)(ground)).await;
        let reset = ground
            .world
            .heal_and_wait(RESET_LIMIT)
            .await
            .context("the world is not whole after it");
        match ran.unwrap_or_else(|_| Err(anyhow::anyhow!("not within {LIMIT:?}"))) {
            Ok(found) => measures.extend(found),
            Err(error) => measures.push(broken_measure(drill, &error)),
        }
        measures.extend(reset.err().map(|error| broken_measure(drill, &error)));
    }
    measures
}

fn broken_measure(drill: &DrillSpec, error: &anyhow::Error) -> ReportMeasure {
    ReportMeasure::new(drill.name, format!("{error:#}"), "runs", false)
}

/// Drills of this topology that this run leaves out.
pub fn skipped_drills(ground: &DrillContext<'_>, only: &[String]) -> Vec<SkipReason> {
    let here = ground.world.topology;
    let left_out = ALL.iter().filter(|drill| drill.only_long && only.is_empty() && ground.short);
    let left_out = left_out.filter(|drill| drill.topologies.contains(&here));
    left_out
        .map(|drill| SkipReason { what: drill.name, why: "only in the long run".to_owned() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_run_has_each_drill_but_overload_once_and_a_long_one_has_all() {
        let due = |short, only: &[String]| {
            let due = |here| ALL.iter().filter(move |drill| drill.is_due(here, short, only));
            WorldTopology::ALL.into_iter().flat_map(due).map(|drill| drill.name).collect::<Vec<_>>()
        };
        let mut short = due(true, &[]);
        short.sort_unstable();
        assert_eq!(
            short,
            [
                "crowds",
                "disk_full",
                "isolation",
                "pictures",
                "rotation",
                "shares",
                "signed_in",
                "sigterm_streams"
            ]
        );
        assert_eq!(due(true, &["overload".to_owned()]), ["overload"]);
        assert_eq!(due(false, &[]).iter().filter(|name| **name == "crowds").count(), 2);
        assert!(ALL.iter().all(|drill| due(false, &[]).contains(&drill.name)));
    }
}
