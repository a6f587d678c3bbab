//! Logs to standard error, metrics in Prometheus's text format.

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::{io::IsTerminal, sync::OnceLock};
use tracing_subscriber::{Layer, filter::Targets, layer::SubscriberExt, util::SubscriberInitExt};

static METRICS: OnceLock<PrometheusHandle> = OnceLock::new();

/// The flags of every binary about what it says of itself.
#[derive(Debug, Clone, clap::Args)]
pub struct TelemetryArgs {
    /// What to log, as `level` or `target=level,…`
    #[arg(long, env = "JUMUN_LOG", default_value = "info")]
    pub log: Targets,
    /// Log one JSON object a line; the default is that when standard error is no terminal
    #[arg(long, env = "JUMUN_LOG_JSON")]
    pub log_json: Option<bool>,
}

/// Starts logs and metrics; a second call in one process changes nothing.
pub fn init(args: &TelemetryArgs) {
    let json = args.log_json.unwrap_or_else(|| !std::io::stderr().is_terminal());
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let layer =
        if json { lines.json().flatten_event(true).with_current_span(false).boxed() } else { lines.boxed() };
    let _already_set = tracing_subscriber::registry().with(layer.with_filter(args.log.clone())).try_init();
    METRICS.get_or_init(|| {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        let _already_set = metrics::set_global_recorder(recorder);
        handle
    });
}

pub(crate) fn render_metrics() -> String {
    METRICS
        .get()
        .map(|handle| {
            handle.run_upkeep();
            handle.render()
        })
        .unwrap_or_default()
}
