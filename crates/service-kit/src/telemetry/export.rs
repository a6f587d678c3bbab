//! Export of spans in batches from a bounded queue. Nothing waits for a collector: while it is slow
//! or unavailable, spans are dropped and counted.

use opentelemetry::Context;
use opentelemetry_sdk::{
    Resource,
    error::OTelSdkResult,
    trace::{BatchConfigBuilder, BatchSpanProcessor, Span, SpanData, SpanExporter, SpanProcessor},
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

/// Maximum number of queued spans.
const QUEUE: usize = 4_096;
const BATCH: usize = 512;
const EVERY: Duration = Duration::from_secs(1);

/// An exporter that counts sent and failed spans.
#[derive(Debug)]
struct CountingExporter<E> {
    inner: E,
    waiting: Arc<AtomicUsize>,
}

/// A batch processor that counts dropped spans.
#[derive(Debug)]
pub(crate) struct CountingProcessor {
    inner: BatchSpanProcessor,
    waiting: Arc<AtomicUsize>,
}

impl CountingProcessor {
    /// A processor for `exporter`, which runs on its own thread.
    pub(crate) fn new(exporter: impl SpanExporter + 'static) -> Self {
        let waiting = Arc::new(AtomicUsize::new(0));
        let config = BatchConfigBuilder::default()
            .with_max_queue_size(QUEUE)
            .with_max_export_batch_size(BATCH)
            .with_scheduled_delay(EVERY)
            .build();
        let counted = CountingExporter { inner: exporter, waiting: waiting.clone() };
        Self {
            inner: BatchSpanProcessor::builder(counted).with_batch_config(config).build(),
            waiting,
        }
    }
}

fn count_spans(outcome: &'static str, spans: usize) {
    metrics::counter!("jumun_trace_spans_total", "outcome" => outcome)
        .increment(u64::try_from(spans).unwrap_or(u64::MAX));
}

impl SpanProcessor for CountingProcessor {
    fn on_start(&self, span: &mut Span, context: &Context) {
        self.inner.on_start(span, context);
    }

    fn on_end(&self, span: SpanData) {
        if self.waiting.fetch_add(1, Ordering::Relaxed) < QUEUE {
            return self.inner.on_end(span);
        }
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        count_spans("dropped", 1);
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.inner.force_flush()
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.inner.shutdown_with_timeout(timeout)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.inner.set_resource(resource);
    }
}

impl<E: SpanExporter> SpanExporter for CountingExporter<E> {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let spans = batch.len();
        let result = self.inner.export(batch).await;
        self.waiting.fetch_sub(spans, Ordering::Relaxed);
        count_spans(if result.is_ok() { "sent" } else { "failed" }, spans);
        result
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.inner.shutdown_with_timeout(timeout)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.inner.set_resource(resource);
    }
}
