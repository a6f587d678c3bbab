//! Telemetry: logs to standard error, metrics in Prometheus's text format, spans to a collector.

mod calls;
mod collector;
mod export;
mod json_lines;
mod registry;
mod spans;

pub use calls::{PoolUsage, record_database_call, set_database_system, watch_pool};
pub use registry::on_scrape;
pub use spans::TraceSampler;

pub(crate) use registry::render_metrics;

use crate::BuildInfo;
use collector::CollectorEndpoint;
use json_lines::JsonLines;
use opentelemetry::KeyValue;
use opentelemetry_sdk::trace::SdkTracerProvider;
use std::{io::IsTerminal, time::Duration};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::{Layer, filter::Targets, layer::SubscriberExt, util::SubscriberInitExt};

/// Time to send the last spans. With the drain and the closing of the database before it, the
/// process ends within 5 s.
const FLUSH_DEADLINE: Duration = Duration::from_millis(300);

/// Telemetry flags of every binary.
#[derive(Debug, Clone, clap::Args)]
pub struct TelemetryArgs {
    /// Log filter, as `level` or `target=level,…`
    #[arg(long, env = "JUMUN_LOG", default_value = "info")]
    pub log: Targets,
    /// Log one JSON object per line; by default only if standard error is not a terminal
    #[arg(long, env = "JUMUN_LOG_JSON")]
    pub log_json: Option<bool>,
    /// Collector to send traces to by OTLP/HTTP, such as http://collector:4318; without it no
    /// traces are recorded
    #[arg(long, env = "OTEL_EXPORTER_OTLP_ENDPOINT")]
    pub otlp_endpoint: Option<CollectorEndpoint>,
    /// Sampler of traces that start in this process
    ///
    /// A trace from another process keeps that process's decision, with and without `parentbased_`
    #[arg(long, env = "OTEL_TRACES_SAMPLER", value_enum, default_value_t)]
    pub trace_sampler: TraceSampler,
    /// Share of traces that a ratio sampler records, from 0 to 1
    #[arg(long, env = "OTEL_TRACES_SAMPLER_ARG", default_value = "0.1", value_parser = spans::parse_ratio)]
    pub trace_sample: f64,
    /// Name of this process in traces, in place of its own name
    #[arg(long, env = "OTEL_SERVICE_NAME")]
    pub service_name: Option<String>,
    /// Additional resource attributes in traces: name=value,…
    #[arg(long, env = "OTEL_RESOURCE_ATTRIBUTES", value_delimiter = ',', value_parser = spans::parse_attribute)]
    pub resource_attributes: Vec<KeyValue>,
}

/// Guard of the running telemetry; call [`TelemetryGuard::shut_down`] before the process ends.
#[must_use = "spans that have not left yet are lost without `shut_down`"]
#[derive(Debug)]
pub struct TelemetryGuard(Option<SdkTracerProvider>);

/// Starts logs, metrics and traces of the process; a second call in one process has no effect.
/// Traces need a tokio runtime.
pub fn init_telemetry(args: &TelemetryArgs, build: BuildInfo) -> TelemetryGuard {
    let json = args.log_json.unwrap_or_else(|| !std::io::stderr().is_terminal());
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let layer = if json { lines.event_format(JsonLines).boxed() } else { lines.boxed() };
    let log = args.log.clone().with_target(crate::trace::SPANS, LevelFilter::OFF);
    let provider = args
        .otlp_endpoint
        .as_ref()
        .and_then(|endpoint| spans::build_provider(endpoint, args, build));
    let spans = provider.as_ref().map(spans::span_layer);
    let _already_set =
        tracing_subscriber::registry().with(layer.with_filter(log)).with(spans).try_init();
    registry::install_recorder(build);
    registry::spawn_upkeep();
    TelemetryGuard(provider)
}

impl TelemetryGuard {
    /// Sends the remaining spans, for at most 300 ms.
    pub async fn shut_down(self) {
        let Some(provider) = self.0 else { return };
        let ended =
            tokio::task::spawn_blocking(move || provider.shutdown_with_timeout(FLUSH_DEADLINE));
        if !matches!(tokio::time::timeout(FLUSH_DEADLINE, ended).await, Ok(Ok(Ok(())))) {
            tracing::warn!("the last spans did not reach the collector");
        }
    }
}
