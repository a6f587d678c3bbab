//! The trace of a request. Its id is the request's id in the response, in the logs and in every
//! span, whether or not spans are recorded.
//!
//! The process that receives a request from outside decides once whether to record it, and all
//! processes behind it follow the `sampled` flag of W3C `traceparent`. The flag of an external
//! client is ignored, since it would let any client make every request as expensive as a recorded
//! one: the surface keeps the client's trace id and samples at random. It does not sample by the id
//! either, since a client can choose it.

use http::HeaderMap;
use opentelemetry::{
    Context,
    trace::{SpanContext, SpanId, TraceContextExt as _, TraceFlags, TraceId, TraceState},
};
use std::sync::OnceLock;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

/// The target of spans for the collector; spans with another target are for the log.
pub const SPANS: &str = "span";

/// Share of new traces that are recorded; none if it is not set.
pub(crate) static RATIO: OnceLock<f64> = OnceLock::new();

tokio::task_local! {
    static TRACE: RequestTrace;
}

/// Request extension that marks a request from an external client.
#[derive(Debug, Clone, Copy)]
pub struct ExternalRequest;

/// The trace context of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RequestTrace {
    pub id: TraceId,
    /// The span of the calling process.
    caller: SpanId,
    pub sampled: bool,
}

impl RequestTrace {
    /// Continues the trace in `headers`, or starts a new one. From `outside`, only the trace id is
    /// used.
    pub(crate) fn from_headers(headers: &HeaderMap, outside: bool) -> Self {
        let came = parse_traceparent(headers);
        match came {
            Some(came) if !outside => {
                Self { sampled: came.sampled && RATIO.get().is_some(), ..came }
            }
            came => Self {
                id: came.map_or_else(|| TraceId::from(rand::random::<u128>()), |came| came.id),
                caller: SpanId::INVALID,
                sampled: RATIO.get().is_some_and(|ratio| rand::random::<f64>() < *ratio),
            },
        }
    }

    /// Makes `span` a child of the caller's span, if there is one.
    pub(crate) fn set_span_parent(&self, span: &tracing::Span) {
        if self.sampled && self.caller != SpanId::INVALID {
            let caller = SpanContext::new(
                self.id,
                self.caller,
                TraceFlags::SAMPLED,
                true,
                TraceState::default(),
            );
            // Without a recording layer, setting the parent fails, which does not matter.
            let _not_recorded = span.set_parent(Context::new().with_remote_span_context(caller));
        }
    }

    /// Runs `work` within this trace.
    pub(crate) async fn run_scoped<F: Future>(self, work: F) -> F::Output {
        TRACE.scope(self, work).await
    }
}

/// The trace of the current task.
pub(crate) fn current_trace() -> Option<RequestTrace> {
    TRACE.try_with(|trace| *trace).ok()
}

/// The `traceparent` for a call to another process while this task answers a request: the request's
/// trace id, the current span (a new id if none is recorded), and whether the trace is recorded.
pub fn current_traceparent() -> Option<String> {
    let trace = current_trace()?;
    let span = match trace.sampled {
        true => tracing::Span::current().context().span().span_context().span_id(),
        false => SpanId::INVALID,
    };
    let span =
        if span == SpanId::INVALID { SpanId::from(rand::random_range(1..=u64::MAX)) } else { span };
    Some(format!("00-{}-{span}-{:02x}", trace.id, u8::from(trace.sampled)))
}

fn parse_traceparent(headers: &HeaderMap) -> Option<RequestTrace> {
    let mut parts = headers.get("traceparent")?.to_str().ok()?.split('-');
    let _version = parts.next()?;
    let id = parts.next()?;
    let caller = parts.next()?;
    let is_hex = |text: &str, digits| {
        text.len() == digits && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    };
    let flags = parts
        .next()
        .filter(|flags| is_hex(flags, 2))
        .and_then(|f| u8::from_str_radix(f, 16).ok())?;
    let trace = RequestTrace {
        id: TraceId::from_hex(id).ok().filter(|_| is_hex(id, 32))?,
        caller: SpanId::from_hex(caller).ok().filter(|_| is_hex(caller, 16))?,
        sampled: flags & 1 == 1,
    };
    (trace.id != TraceId::INVALID && trace.caller != SpanId::INVALID).then_some(trace)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn headers(traceparent: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(
            http::HeaderName::from_static("traceparent"),
            HeaderValue::from_static(traceparent),
        )])
    }

    const CAME: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    #[test]
    fn a_malformed_traceparent_is_as_none() {
        let id = |value| parse_traceparent(&headers(value)).map(|trace| trace.id.to_string());
        assert_eq!(id(CAME).as_deref(), Some("4bf92f3577b34da6a3ce929d0e0e4736"));
        for bad in [
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            "00-<script>-1-1",
        ] {
            assert_eq!(id(bad), None, "{bad}");
        }
    }

    #[test]
    fn an_outsider_names_the_trace_and_neither_records_it_nor_is_part_of_it() {
        let trace = RequestTrace::from_headers(&headers(CAME), true);
        assert_eq!(trace.id.to_string(), "4bf92f3577b34da6a3ce929d0e0e4736");
        assert_eq!((trace.caller, trace.sampled), (SpanId::INVALID, false));
    }

    #[test]
    fn a_process_that_records_nothing_tells_those_behind_it_so() {
        assert!(
            !RequestTrace::from_headers(&headers(CAME), false).sampled,
            "no collector is named here"
        );
    }
}
