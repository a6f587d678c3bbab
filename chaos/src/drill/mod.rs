//! Drills: one failure at a time, measured against a limit.
//!
//! A drill is one file with `pub async fn run(&Ground<'_>) -> Result<Vec<Measure>>` and a line in [`ALL`]. It runs after
//! the faults, on the healed world with no load but its own, and heals what it breaks. What it places goes into the
//! same record, so the audit covers it.

mod crowds;
mod disk_full;
mod isolation;
mod metrics;
mod overload;
mod placing;
mod rotation;
mod sigterm_streams;
mod streams;

use crate::{
    history::History,
    report::Measure,
    say,
    world::{Topology, World},
};
use anyhow::Result;
use futures::future::BoxFuture;
use std::time::Duration;

/// No drill may take longer.
const LIMIT: Duration = Duration::from_secs(600);

/// Where a drill takes place.
pub struct Ground<'a> {
    pub world: &'a World,
    pub history: &'a History,
    pub seed: u64,
    /// A short run wants fewer samples.
    pub short: bool,
}

/// One drill; it runs in the topologies that it names.
pub struct Drill {
    pub name: &'static str,
    pub topologies: &'static [Topology],
    run: for<'a> fn(&'a Ground<'a>) -> BoxFuture<'a, Result<Vec<Measure>>>,
}

impl Drill {
    /// A short run has each drill once.
    fn is_due(&self, ground: &Ground<'_>, only: &[String]) -> bool {
        let here = ground.world.topology;
        match only {
            [] if ground.short => self.topologies.first() == Some(&here),
            [] => self.topologies.contains(&here),
            names => names.iter().any(|name| name == self.name) && self.topologies.contains(&here),
        }
    }
}

/// Every drill there is.
pub const ALL: [Drill; 6] = [
    Drill {
        name: "isolation",
        topologies: &[Topology::OneMachine],
        run: |ground| Box::pin(isolation::run(ground)),
    },
    Drill {
        name: "rotation",
        topologies: &[Topology::Replicas],
        run: |ground| Box::pin(rotation::run(ground)),
    },
    Drill {
        name: "sigterm_streams",
        topologies: &[Topology::OneMachine],
        run: |ground| Box::pin(sigterm_streams::run(ground)),
    },
    Drill {
        name: "disk_full",
        topologies: &[Topology::OneMachine],
        run: |ground| Box::pin(disk_full::run(ground)),
    },
    Drill { name: "crowds", topologies: &Topology::ALL, run: |ground| Box::pin(crowds::run(ground)) },
    Drill {
        name: "overload",
        topologies: &[Topology::OneMachine],
        run: |ground| Box::pin(overload::run(ground)),
    },
];

/// The first of `names` that no drill has: a run of nothing would pass.
pub fn unknown(names: &[String]) -> Option<&str> {
    names.iter().map(String::as_str).find(|name| ALL.iter().all(|drill| drill.name != *name))
}

/// Runs the drills of this topology (those that `only` names, when it names any), one after the other.
pub async fn run(ground: &Ground<'_>, only: &[String]) -> Vec<Measure> {
    let mut measures = Vec::new();
    for drill in &ALL {
        if !drill.is_due(ground, only) {
            continue;
        }
        say::line(format_args!("drill {}", drill.name));
        ground.history.fault(format!("drill {}", drill.name));
        match tokio::time::timeout(LIMIT, (drill.run)(ground)).await {
            Ok(Ok(found)) => measures.extend(found),
            Ok(Err(error)) => measures.push(Measure::new(drill.name, format!("{error:#}"), "runs", false)),
            Err(_) => measures.push(Measure::new(drill.name, format!("more than {LIMIT:?}"), "runs", false)),
        }
    }
    measures
}
