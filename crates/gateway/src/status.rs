//! State of every service as seen from this process, for the system page.

use serde::Serialize;

/// State of one service.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DependencyStatus {
    /// `menu`, `order` or `staff`.
    pub name: &'static str,
    /// Its endpoints, in the order of their addresses; empty while its name cannot be resolved.
    pub endpoints: Vec<EndpointStatus>,
    /// Calls under way.
    pub in_flight: usize,
    /// Maximum number of calls under way; further ones are shed.
    pub limit: usize,
    /// Calls since the start that were shed, at `limit` or because too many requests waited for
    /// pictures.
    pub shed: u64,
    /// Tries of the last ten seconds at all endpoints, including those that have left.
    pub recent: TryStats,
    /// Retries among them.
    pub recent_retries: u64,
}

/// State of one endpoint.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EndpointStatus {
    /// `host:port`.
    pub address: String,
    /// State of its breaker.
    pub breaker: BreakerState,
    /// How long the breaker has been in this state, in milliseconds.
    pub since_ms: u64,
    /// How often the breaker has opened since the start.
    pub opened: u64,
    /// Tries under way.
    pub in_flight: usize,
    /// Its tries of the last ten seconds.
    pub recent: TryStats,
    /// The last failure, in words for an engineer.
    pub last_failure: Option<String>,
}

/// Outcomes of the tries of the last ten seconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct TryStats {
    /// Tries that ended.
    pub tries: u64,
    /// Tries that failed: no answer in time, a broken connection, a 5xx. At an endpoint, being
    /// overloaded (503, 429) does not count.
    pub failures: u64,
    /// Median duration, in milliseconds; 0 without tries.
    pub p50_ms: f64,
    /// 99th percentile of the durations, in milliseconds; 0 without tries.
    pub p99_ms: f64,
}

/// Whether calls pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BreakerState {
    /// Calls pass.
    Closed,
    /// No call passes.
    Open,
    /// Exactly one call passes, as the probe.
    HalfOpen,
}
