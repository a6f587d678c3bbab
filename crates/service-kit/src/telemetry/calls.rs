//! Spans and metrics of calls to the process's own database. A call is named after its operation
//! only: neither statements nor their parameters leave the process.

use crate::trace::SPANS;
use std::{sync::OnceLock, time::Instant};
use tracing::{Instrument as _, field::Empty};

static SYSTEM: OnceLock<&'static str> = OnceLock::new();

/// Numbers of connections of a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PoolUsage {
    /// Open connections.
    pub open: usize,
    /// Open connections that are idle.
    pub idle: usize,
    /// Maximum number of connections.
    pub most: usize,
}

/// Sets the engine of this process's database by its URL's scheme; only the first call has an
/// effect.
pub fn set_database_system(url: &str) {
    SYSTEM.get_or_init(|| if url.starts_with("sqlite:") { "sqlite" } else { "postgresql" });
}

/// Runs a call to the database within a span and records its duration. `operation` is a constant
/// name, such as `order_place`; `is_failure` tells a failed database from a refusal.
///
/// # Errors
/// As `work`.
pub async fn record_database_call<T, E>(
    operation: &'static str,
    work: impl Future<Output = Result<T, E>>,
    is_failure: impl Fn(&E) -> bool,
) -> Result<T, E> {
    let span = tracing::info_span!(
        target: SPANS,
        "database",
        otel.name = operation,
        otel.kind = "client",
        otel.status_code = Empty,
        db.system.name = SYSTEM.get().copied().unwrap_or("other_sql"),
        db.operation.name = operation,
    );
    let started = Instant::now();
    let result = work.instrument(span.clone()).await;
    let has_failed = result.as_ref().is_err_and(is_failure);
    let outcome = if has_failed { "failed" } else { "answered" };
    if has_failed {
        span.record("otel.status_code", "ERROR");
    }
    let labels = [("operation", operation), ("outcome", outcome)];
    metrics::histogram!("jumun_database_call_duration_seconds", &labels)
        .record(started.elapsed().as_secs_f64());
    result
}

/// Sets the gauges of the connections of `pool` at each scrape.
pub fn watch_pool(pool: impl Fn() -> PoolUsage + Send + 'static) {
    super::on_scrape(move || {
        let PoolUsage { open, idle, most } = pool();
        let busy = open.saturating_sub(idle);
        for (state, connections) in
            [("busy", busy), ("idle", idle), ("free", most.saturating_sub(open))]
        {
            let connections = u32::try_from(connections).unwrap_or(u32::MAX);
            metrics::gauge!("jumun_database_pool_connections", "state" => state).set(connections);
        }
    });
}
