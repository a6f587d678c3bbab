//! Kinds of faults: which replicas can have each, and how long it lasts.

use crate::world::{ServiceKind, ServiceReplica};
use rand::{RngExt as _, rngs::StdRng};
use std::time::Duration;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FaultKind {
    Kill,
    Freeze,
    Terminate,
    Slow,
    Refuse,
    HalfOpen,
    LoseReplies,
    Cut,
    Partition,
    Disconnect,
    DiskFull,
    ReadOnly,
    ClockJump,
    PostgresRestart,
    PostgresCrash,
}

/// One freeze in this many lasts for [`LONG_FREEZE`].
const LONG_FREEZES: u32 = 6;
const LONG_FREEZE: Duration = Duration::from_secs(10);

impl FaultKind {
    pub const ALL: [Self; 15] = [
        Self::Kill,
        Self::Freeze,
        Self::Terminate,
        Self::Slow,
        Self::Refuse,
        Self::HalfOpen,
        Self::LoseReplies,
        Self::Cut,
        Self::Partition,
        Self::Disconnect,
        Self::DiskFull,
        Self::ReadOnly,
        Self::ClockJump,
        Self::PostgresRestart,
        Self::PostgresCrash,
    ];

    pub fn display_name(self) -> &'static str {
        match self {
            Self::Kill => "kill -9 and restart",
            Self::Freeze => "frozen (SIGSTOP)",
            Self::Terminate => "SIGTERM and restart",
            Self::Slow => "replies 2 s late",
            Self::Refuse => "connection refused",
            Self::HalfOpen => "half-open connections",
            Self::LoseReplies => "reply lost after commit",
            Self::Cut => "connections cut",
            Self::Partition => "network partition",
            Self::Disconnect => "taken off a network",
            Self::DiskFull => "disk full",
            Self::ReadOnly => "disk read-only",
            Self::ClockJump => "clock jump",
            Self::PostgresRestart => "Postgres restart",
            Self::PostgresCrash => "Postgres crash",
        }
    }

    /// Whether `replica`, a process on this machine, has the handle that this fault needs.
    pub fn can_affect(self, replica: &ServiceReplica) -> bool {
        let postgres = replica.service == ServiceKind::Postgres;
        match self {
            Self::Kill | Self::Freeze | Self::Terminate => !postgres,
            Self::Slow | Self::Refuse | Self::HalfOpen | Self::LoseReplies | Self::Cut => {
                replica.link.is_some()
            }
            Self::Partition => replica.namespace.is_some(),
            Self::Disconnect => false,
            Self::DiskFull | Self::ReadOnly => replica.disk.is_some(),
            Self::ClockJump => replica.clock.is_some(),
            Self::PostgresRestart | Self::PostgresCrash => postgres,
        }
    }

    /// Random duration of this kind, at most `longest`, which keeps a short run short; zero for a
    /// fault without a duration.
    pub fn random_duration(self, rng: &mut StdRng, longest: Duration) -> Duration {
        let millis = match self {
            Self::Cut | Self::PostgresRestart | Self::PostgresCrash | Self::Terminate => {
                return Duration::ZERO;
            }
            Self::Freeze if rng.random_ratio(1, LONG_FREEZES) => return LONG_FREEZE.min(longest),
            Self::Kill | Self::LoseReplies => rng.random_range(100..1_200),
            Self::ReadOnly => rng.random_range(800..1_500),
            _ => rng.random_range(500..3_000),
        };
        Duration::from_millis(millis).min(longest)
    }
}
