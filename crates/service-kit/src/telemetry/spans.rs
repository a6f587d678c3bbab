//! Recording of spans: the choice of traces, and the ids.
//!
//! The request's [`RequestTrace`](crate::trace::RequestTrace) decides: a span outside of a recorded
//! trace is not even created. Events never become part of a span, so the contents of log lines stay
//! in the log.

use super::{
    TelemetryArgs,
    collector::{CollectorClient, CollectorEndpoint, DEADLINE},
    export::CountingProcessor,
};
use crate::{
    BuildInfo,
    trace::{self, RATIO, SPANS},
};
use opentelemetry::{
    KeyValue,
    trace::{SpanId, TraceId, TracerProvider as _},
};
use opentelemetry_otlp::{SpanExporter, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::{
    Resource,
    trace::{IdGenerator, Sampler, SdkTracerProvider},
};
use tokio::runtime::Handle;
use tracing::{Metadata, Subscriber, level_filters::LevelFilter, subscriber::Interest};
use tracing_subscriber::{
    Layer,
    layer::{Context, Filter},
    registry::LookupSpan,
};

/// Parses a share from 0 to 1.
pub(crate) fn parse_ratio(text: &str) -> Result<f64, String> {
    let ratio: f64 = text.parse().map_err(|_| "no number".to_owned())?;
    if (0.0..=1.0).contains(&ratio) { Ok(ratio) } else { Err("not from 0 to 1".to_owned()) }
}

/// Parses a resource attribute `name=value`.
pub(crate) fn parse_attribute(text: &str) -> Result<KeyValue, String> {
    let (name, value) =
        text.split_once('=').ok_or_else(|| format!("`{text}` is not name=value"))?;
    Ok(KeyValue::new(name.trim().to_owned(), value.trim().to_owned()))
}

/// OpenTelemetry's samplers. A trace from another process always keeps that process's decision, so
/// a `parentbased_` sampler is the same as the plain one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum TraceSampler {
    /// Records every trace.
    AlwaysOn,
    /// Records no trace.
    AlwaysOff,
    /// Records a share of the traces.
    Traceidratio,
    /// As `always_on`.
    #[value(name = "parentbased_always_on")]
    ParentAlwaysOn,
    /// As `always_off`.
    #[value(name = "parentbased_always_off")]
    ParentAlwaysOff,
    /// As `traceidratio`.
    #[default]
    #[value(name = "parentbased_traceidratio")]
    ParentTraceidratio,
}

impl TraceSampler {
    /// The share of new traces that are recorded; a ratio sampler uses `ratio`.
    fn sampled_share(self, ratio: f64) -> f64 {
        match self {
            Self::AlwaysOn | Self::ParentAlwaysOn => 1.0,
            Self::AlwaysOff | Self::ParentAlwaysOff => 0.0,
            Self::Traceidratio | Self::ParentTraceidratio => ratio,
        }
    }
}

/// The resource of the process: its build, overridden by the attributes and the name from the
/// flags.
fn process_resource(args: &TelemetryArgs, build: BuildInfo) -> Resource {
    let own = [
        KeyValue::new("service.name", build.name),
        KeyValue::new("service.version", build.version),
    ];
    let name = args.service_name.iter().map(|name| KeyValue::new("service.name", name.clone()));
    Resource::builder()
        .with_attributes(own)
        .with_attributes(args.resource_attributes.iter().cloned())
        .with_attributes(name)
        .build()
}

/// A provider that sends to `endpoint`. On an error it is logged and traces are off: they are not
/// worth an outage.
pub(crate) fn build_provider(
    endpoint: &CollectorEndpoint,
    args: &TelemetryArgs,
    build: BuildInfo,
) -> Option<SdkTracerProvider> {
    let exporter = SpanExporter::builder()
        .with_http()
        .with_http_client(CollectorClient { runtime: Handle::current(), to: endpoint.clone() })
        .with_endpoint(endpoint.traces_url())
        .with_timeout(DEADLINE)
        .build();
    let exporter =
        exporter.inspect_err(|error| tracing::error!(%error, "no traces are recorded")).ok()?;
    RATIO.get_or_init(|| args.trace_sampler.sampled_share(args.trace_sample));
    Some(
        SdkTracerProvider::builder()
            .with_resource(process_resource(args, build))
            // Spans of unrecorded traces are filtered out before they get here.
            .with_sampler(Sampler::AlwaysOn)
            .with_id_generator(TraceIdGenerator)
            .with_span_processor(CountingProcessor::new(exporter))
            .build(),
    )
}

/// The layer that records the spans of recorded traces.
pub(crate) fn span_layer<S>(provider: &SdkTracerProvider) -> impl Layer<S> + use<S>
where
    S: Subscriber + for<'a> LookupSpan<'a> + Send + Sync,
{
    tracing_opentelemetry::layer()
        .with_tracer(provider.tracer("jumun"))
        .with_location(false)
        .with_threads(false)
        .with_target(false)
        .with_tracked_inactivity(false)
        .with_context_activation(false)
        .with_filter(RecordedTraceFilter)
}

struct RecordedTraceFilter;

impl<S> Filter<S> for RecordedTraceFilter {
    fn enabled(&self, meta: &Metadata<'_>, _: &Context<'_, S>) -> bool {
        meta.is_span()
            && meta.target() == SPANS
            && trace::current_trace().is_some_and(|trace| trace.sampled)
    }

    fn callsite_enabled(&self, meta: &'static Metadata<'static>) -> Interest {
        if meta.is_span() && meta.target() == SPANS {
            Interest::sometimes()
        } else {
            Interest::never()
        }
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::INFO)
    }
}

/// Generator of ids that uses the request's trace id.
#[derive(Debug)]
struct TraceIdGenerator;

impl IdGenerator for TraceIdGenerator {
    fn new_trace_id(&self) -> TraceId {
        trace::current_trace()
            .map_or_else(|| TraceId::from(rand::random::<u128>()), |trace| trace.id)
    }

    fn new_span_id(&self) -> SpanId {
        SpanId::from(rand::random_range(1..=u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;
    use opentelemetry::Key;

    #[derive(Parser)]
    struct Args {
        #[command(flatten)]
        telemetry: TelemetryArgs,
    }

    fn args(flags: &[&str]) -> TelemetryArgs {
        Args::parse_from(["test"].iter().chain(flags)).telemetry
    }

    #[test]
    fn the_environment_adds_to_what_a_process_is() {
        let build = BuildInfo { name: "menu", version: "1.2.3", commit: "unknown" };
        let said = |args: &TelemetryArgs, key: &'static str| {
            process_resource(args, build)
                .get(&Key::new(key))
                .map(|value| value.to_string())
                .unwrap_or_default()
        };
        assert_eq!(said(&args(&[]), "service.name"), "menu");
        assert_eq!(said(&args(&[]), "service.version"), "1.2.3");
        let more =
            args(&["--resource-attributes", "deployment.environment.name=test,service.name=x"]);
        assert_eq!(said(&more, "deployment.environment.name"), "test");
        assert_eq!(said(&more, "service.name"), "x");
        let named =
            args(&["--service-name", "cafe-menu", "--resource-attributes", "service.name=x"]);
        assert_eq!(said(&named, "service.name"), "cafe-menu");
        assert!(Args::try_parse_from(["test", "--resource-attributes", "x"]).is_err());
    }

    #[test]
    fn a_sampler_by_ratio_takes_its_argument_and_the_others_do_not() {
        let share = |flags: &[&str]| {
            let args = args(flags);
            args.trace_sampler.sampled_share(args.trace_sample).to_string()
        };
        assert_eq!(share(&[]), "0.1");
        assert_eq!(share(&["--trace-sampler", "traceidratio", "--trace-sample", "0.5"]), "0.5");
        assert_eq!(share(&["--trace-sampler", "parentbased_always_on"]), "1");
        assert_eq!(share(&["--trace-sampler", "always_off", "--trace-sample", "0.5"]), "0");
    }
}
