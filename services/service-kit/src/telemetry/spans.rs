//! Which spans are recorded, and under which ids.
//!
//! Everything is decided by the request's [`Trace`](crate::trace::Trace): a span outside of a recorded trace is not even
//! made. Events never become part of a span, so what a log line says stays in the log.

use super::{
    collector::{DEADLINE, Endpoint, Sender},
    export::Batches,
};
use crate::trace::{self, RATIO, SPANS};
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

/// A share of all traces.
pub fn ratio(text: &str) -> Result<f64, String> {
    let ratio: f64 = text.parse().map_err(|_| "no number".to_owned())?;
    if (0.0..=1.0).contains(&ratio) { Ok(ratio) } else { Err("not from 0 to 1".to_owned()) }
}

/// Sends to `endpoint`, or says why it cannot and goes on without: traces are worth no outage.
pub fn provider(
    endpoint: &Endpoint,
    ratio: f64,
    service: &'static str,
    version: &'static str,
) -> Option<SdkTracerProvider> {
    let exporter = SpanExporter::builder()
        .with_http()
        .with_http_client(Sender { runtime: Handle::current(), to: endpoint.clone() })
        .with_endpoint(endpoint.traces())
        .with_timeout(DEADLINE)
        .build();
    let exporter = exporter.inspect_err(|error| tracing::error!(%error, "no traces are recorded")).ok()?;
    let resource = Resource::builder()
        .with_service_name(service)
        .with_attribute(KeyValue::new("service.version", version))
        .build();
    RATIO.get_or_init(|| ratio);
    Some(
        SdkTracerProvider::builder()
            .with_resource(resource)
            // What is not to be recorded does not come so far.
            .with_sampler(Sampler::AlwaysOn)
            .with_id_generator(Ids)
            .with_span_processor(Batches::new(exporter))
            .build(),
    )
}

/// Records the spans of recorded traces.
pub fn layer<S>(provider: &SdkTracerProvider) -> impl Layer<S> + use<S>
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
        .with_filter(OfRecordedTraces)
}

struct OfRecordedTraces;

impl<S> Filter<S> for OfRecordedTraces {
    fn enabled(&self, meta: &Metadata<'_>, _: &Context<'_, S>) -> bool {
        meta.is_span() && meta.target() == SPANS && trace::current().is_some_and(|trace| trace.sampled)
    }

    fn callsite_enabled(&self, meta: &'static Metadata<'static>) -> Interest {
        if meta.is_span() && meta.target() == SPANS { Interest::sometimes() } else { Interest::never() }
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::INFO)
    }
}

/// A trace that begins here has the request's id.
#[derive(Debug)]
struct Ids;

impl IdGenerator for Ids {
    fn new_trace_id(&self) -> TraceId {
        trace::current().map_or_else(|| TraceId::from(rand::random::<u128>()), |trace| trace.id)
    }

    fn new_span_id(&self) -> SpanId {
        SpanId::from(rand::random_range(1..=u64::MAX))
    }
}
