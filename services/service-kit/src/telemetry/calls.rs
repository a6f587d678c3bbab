//! Calls to the process's own database, as spans and as series. A call is named for what it does, never for what it
//! carries: neither statements nor their parameters leave the process.

use crate::trace::SPANS;
use std::{sync::OnceLock, time::Instant};
use tracing::{Instrument as _, field::Empty};

static SYSTEM: OnceLock<&'static str> = OnceLock::new();

/// How many connections a pool has, and may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pool {
    /// Open now.
    pub open: usize,
    /// Of these, waiting to be used.
    pub idle: usize,
    /// At most.
    pub most: usize,
}

/// Tells which engine this process's database is, by its URL's scheme. The first word counts.
pub fn database_is(url: &str) {
    SYSTEM.get_or_init(|| if url.starts_with("sqlite:") { "sqlite" } else { "postgresql" });
}

/// A call to the database, whose `operation` is a name of the source, such as `order_place`.
///
/// # Errors
/// As `work`.
pub async fn database<T, E>(
    operation: &'static str,
    work: impl Future<Output = Result<T, E>>,
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
    let outcome = if result.is_ok() { "answered" } else { "failed" };
    if result.is_err() {
        span.record("otel.status_code", "ERROR");
    }
    let labels = [("operation", operation), ("outcome", outcome)];
    metrics::histogram!("jumun_database_call_duration_seconds", &labels)
        .record(started.elapsed().as_secs_f64());
    result
}

/// Shows, at each scrape, how `pool` stands.
pub fn watch_pool(pool: impl Fn() -> Pool + Send + 'static) {
    super::on_scrape(move || {
        let Pool { open, idle, most } = pool();
        let busy = open.saturating_sub(idle);
        for (state, connections) in [("busy", busy), ("idle", idle), ("free", most.saturating_sub(open))] {
            let connections = u32::try_from(connections).unwrap_or(u32::MAX);
            metrics::gauge!("jumun_database_pool_connections", "state" => state).set(connections);
        }
    });
}
