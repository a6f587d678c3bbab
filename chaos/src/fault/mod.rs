//! Faults: a kind, a target process and a duration. Every fault is healed, and the process must
//! then recover by itself.

mod inject;
mod kind;
mod run;
mod schedule;

pub use kind::FaultKind;
pub use run::{FaultOutcome, FaultPlan, run_faults};

use crate::world::ServiceKind;
use anyhow::Result;
use std::{fmt, time::Duration};

/// A running system that faults can be put on: processes on this machine, or containers.
pub trait BreakableSystem: Sync {
    /// Every pair of one of `kinds` and a replica that can have it.
    fn fault_pairs(&self, kinds: &[FaultKind]) -> Vec<(FaultKind, usize)>;

    /// Name and service of the replica at `index`. Two faults never hit the same service at once.
    fn target_replica(&self, index: usize) -> Option<(&str, ServiceKind)>;

    /// Applies the fault for its duration, always removes it, and waits until the replica is ready;
    /// returns the time of that wait. Fails if the replica broke a promise or did not come back.
    fn apply_fault(&self, fault: &ScheduledFault) -> impl Future<Output = Result<Duration>> + Send;
}

/// A fault of a schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScheduledFault {
    pub kind: FaultKind,
    /// Index of the replica.
    pub target: usize,
    pub lasts: Duration,
    /// Direction of a clock jump: true is forward.
    pub forward: bool,
}

impl ScheduledFault {
    /// A line for people, such as `kill -9 and restart: order-1 for 0.8 s`.
    pub fn describe_on(&self, target: &str) -> String {
        let direction = match (self.kind, self.forward) {
            (FaultKind::ClockJump, true) => " +1 h",
            (FaultKind::ClockJump, false) => " -1 h",
            _ => "",
        };
        format!("{}{direction}: {target} for {:.1} s", self.kind, self.lasts.as_secs_f32())
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.display_name())
    }
}
