//! What goes wrong: a kind, a process, a time. Every fault is healed, and the process must then come back by itself.

mod deck;
mod inject;
mod kind;
mod run;

pub use kind::Kind;
pub use run::{Outcome, Plan, run};

use crate::world::World;
use std::{fmt, time::Duration};

/// One fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    pub kind: Kind,
    /// Which of the world's replicas.
    pub target: usize,
    pub lasts: Duration,
    /// Whether a jump of the clock goes forward.
    pub forward: bool,
}

impl Fault {
    /// `kill order-1 for 0.8 s`.
    pub fn line(&self, world: &World) -> String {
        let target = world.replicas.get(self.target).map_or("nobody", |replica| replica.process.name());
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
