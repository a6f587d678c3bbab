//! Faults: a kind, a target process and a duration. Every fault is healed, and the process must
//! then recover by itself.

mod inject;
mod kind;
mod run;
mod schedule;

pub use kind::Kind;
pub use run::{Outcome, Plan, run};

use crate::world::Service;
use anyhow::Result;
use std::{fmt, time::Duration};

/// A running system that faults can be put on: processes on this machine, or containers.
pub trait Breakable: Sync {
    /// Every pair of one of `kinds` and a replica that can have it.
    fn pairs(&self, kinds: &[Kind]) -> Vec<(Kind, usize)>;

    /// Name and service of the replica at `index`. Two faults never hit the same service at once.
    fn target(&self, index: usize) -> Option<(&str, Service)>;

    /// Applies the fault for its duration, always removes it, and waits until the replica is ready;
    /// returns the time of that wait. Fails if the replica broke a promise or did not come back.
    fn suffer(&self, fault: &Fault) -> impl Future<Output = Result<Duration>> + Send;
}

/// A fault of a schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    pub kind: Kind,
    /// Index of the replica.
    pub target: usize,
    pub lasts: Duration,
    /// Direction of a clock jump: true is forward.
    pub forward: bool,
}

impl Fault {
    /// A line for people, such as `kill -9 and restart: order-1 for 0.8 s`.
    pub fn line(&self, target: &str) -> String {
        let direction = match (self.kind, self.forward) {
            (Kind::ClockJump, true) => " +1 h",
            (Kind::ClockJump, false) => " -1 h",
            _ => "",
        };
        format!("{}{direction}: {target} for {:.1} s", self.kind, self.lasts.as_secs_f32())
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.name())
    }
}
