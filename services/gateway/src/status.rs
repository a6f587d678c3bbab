//! How things stand with every service, as seen from this process: what the system page shows.

use serde::Serialize;

/// One service.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DependencyStatus {
    /// `menu` or `order`.
    pub name: &'static str,
    /// Where it is, in the order of their addresses; empty while its name cannot be resolved.
    pub endpoints: Vec<EndpointStatus>,
    /// Calls under way.
    pub in_flight: usize,
    /// Most calls under way at once; further ones are shed.
    pub limit: usize,
    /// Calls since the start that were shed because `limit` was reached.
    pub shed: u64,
    /// Tries of the last ten seconds at all endpoints, also at those that have left.
    pub recent: Recent,
    /// Retries among them.
    pub recent_retries: u64,
}

/// One address of a service.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EndpointStatus {
    /// `host:port`.
    pub address: String,
    /// Its breaker.
    pub breaker: BreakerState,
    /// How long the breaker has been in this state, in milliseconds.
    pub since_ms: u64,
    /// How often the breaker has opened since the start.
    pub opened: u64,
    /// Tries under way.
    pub in_flight: usize,
    /// Its tries of the last ten seconds.
    pub recent: Recent,
    /// The last failure, in words for an engineer.
    pub last_failure: Option<String>,
}

/// What came of the tries of the last ten seconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Recent {
    /// Tries that ended.
    pub tries: u64,
    /// Those that failed: no answer in time, a broken connection, a 5xx. At an endpoint, to be busy (503, 429) is none.
    pub failures: u64,
    /// Half of the tries took no longer, in milliseconds; 0 without tries.
    pub p50_ms: f64,
    /// All but a hundredth took no longer, in milliseconds.
    pub p99_ms: f64,
}

/// Whether calls pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BreakerState {
    /// They do.
    Closed,
    /// They do not.
    Open,
    /// Exactly one does, as the probe.
    HalfOpen,
}
