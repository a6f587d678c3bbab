//! The metrics of `/metrics`. Durations are histograms with fixed buckets, which can be summed over
//! replicas, unlike the quantiles of a summary.

use crate::BuildInfo;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use metrics_process::Collector;
use std::{
    sync::{Mutex, OnceLock, PoisonError},
    time::Duration,
};

static METRICS: OnceLock<PrometheusHandle> = OnceLock::new();
static LOOKS: Mutex<Vec<Box<dyn Fn() + Send>>> = Mutex::new(Vec::new());

/// Bucket limits in seconds, finest where a response feels immediate.
const BUCKETS: [f64; 14] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];
/// Bucket limits of signed differences, in seconds.
const EARLY_AND_LATE: [f64; 12] =
    [-600.0, -300.0, -120.0, -60.0, 0.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0];
/// Suffix of the names of histograms of signed differences.
const MAY_BE_NEGATIVE: &str = "_error_seconds";

/// Interval at which samples are aggregated, in addition to each scrape: without scrapes they would
/// accumulate.
const UPKEEP_INTERVAL: Duration = Duration::from_secs(5);

/// Names and help texts of the counters of every binary.
const COUNTERS: [(&str, &str); 6] = [
    (
        "jumun_http_requests_shed_total",
        "Requests that were refused because too much was under way.",
    ),
    (
        "jumun_http_requests_deadline_exceeded_total",
        "Requests that were given up because their time was over.",
    ),
    ("jumun_http_problems_total", "Answers that said no, by their stable code."),
    (
        "jumun_http_requests_over_share_total",
        "Requests that were refused because their address had its share.",
    ),
    (
        "jumun_event_streams_refused_total",
        "Event streams that were refused because too many were open.",
    ),
    ("jumun_trace_spans_total", "Recorded spans, by what became of them."),
];

/// Installs the process's metrics recorder, once.
pub(crate) fn install_recorder(build: BuildInfo) {
    METRICS.get_or_init(|| {
        let builder = PrometheusBuilder::new();
        let builder = builder
            .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &BUCKETS)
            .and_then(|b| {
                b.set_buckets_for_metric(
                    Matcher::Suffix(MAY_BE_NEGATIVE.to_owned()),
                    &EARLY_AND_LATE,
                )
            })
            // The only error is an empty list of buckets.
            .unwrap_or_else(|_| PrometheusBuilder::new());
        let recorder = builder.build_recorder();
        let handle = recorder.handle();
        let _already_set = metrics::set_global_recorder(recorder);
        describe_metrics();
        metrics::gauge!("jumun_build_info", "version" => build.version, "commit" => build.commit)
            .set(1.0);
        handle
    });
}

/// Spawns the periodic aggregation of samples on the current tokio runtime; without one, only
/// scrapes aggregate.
pub(crate) fn spawn_upkeep() {
    let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
    runtime.spawn(async {
        loop {
            tokio::time::sleep(UPKEEP_INTERVAL).await;
            METRICS.get().map(PrometheusHandle::run_upkeep);
        }
    });
}

fn describe_metrics() {
    for (name, help) in COUNTERS {
        metrics::describe_counter!(name, help);
    }
    metrics::describe_histogram!(
        "http_server_request_duration_seconds",
        "From a request's head to its answer's."
    );
    metrics::describe_histogram!(
        "jumun_database_call_duration_seconds",
        "Calls to the database, with their waits."
    );
    metrics::describe_gauge!("jumun_build_info", "What runs, as labels; always 1.");
    process_collector().describe();
    metrics::describe_gauge!(
        "jumun_clock_doubtful",
        "1 while the machine's clock is not to be relied on."
    );
    metrics::describe_gauge!("jumun_event_streams_open", "Event streams that are open.");
    metrics::describe_gauge!(
        "jumun_database_pool_connections",
        "Connections to the database, by what they do."
    );
}

/// Collector of CPU, memory, file descriptors and start time of the process, with the names of
/// Prometheus's client libraries.
fn process_collector() -> Collector {
    Collector::default()
}

/// Calls `look` before each scrape, to set gauges that are not updated otherwise. It must be quick.
pub fn on_scrape(look: impl Fn() + Send + 'static) {
    LOOKS.lock().unwrap_or_else(PoisonError::into_inner).push(Box::new(look));
}

/// The metrics in Prometheus's text format; empty before [`install`].
pub(crate) fn render_metrics() -> String {
    let Some(handle) = METRICS.get() else { return String::new() };
    LOOKS.lock().unwrap_or_else(PoisonError::into_inner).iter().for_each(|look| look());
    process_collector().collect();
    let is_doubtful = crate::Clock::system().find_anomaly().is_some();
    metrics::gauge!("jumun_clock_doubtful").set(if is_doubtful { 1.0 } else { 0.0 });
    handle.run_upkeep();
    handle.render()
}
