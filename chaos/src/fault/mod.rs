//! What goes wrong: a kind, a process, a time. Every fault is healed, and the process must then come back by itself.

mod deck;
mod inject;
mod kind;
mod run;

pub use kind::Kind;
pub use run::{Outcome, Plan, run};

use crate::world::Service;
use anyhow::Result;
use std::{fmt, time::Duration};

/// A running system that faults can be put on: processes of this machine, or containers.
pub trait Breakable: Sync {
    /// Every one of `kinds` with every replica that can have it.
    fn pairs(&self, kinds: &[Kind]) -> Vec<(Kind, usize)>;

    /// What a replica is called, and what it is one of: two of a service are never broken at once.
    fn target(&self, index: usize) -> Option<(&str, Service)>;

    /// Puts the fault on, lets it last, takes it off, whatever happens, and waits until the replica is ready again;
    /// gives how long that took. It fails when the replica broke a promise or did not come back.
    fn suffer(&self, fault: &Fault) -> impl Future<Output = Result<Duration>> + Send;
}

/// One fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    pub kind: Kind,
    /// Which replica.
    pub target: usize,
    pub lasts: Duration,
    /// Whether a jump of the clock goes forward.
    pub forward: bool,
}

impl Fault {
    /// `kill: order-1 for 0.8 s`.
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
