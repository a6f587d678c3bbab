//! Trace propagation: every call that is made for a request carries its W3C `traceparent`, so that
//! one id finds it in the logs and spans of all processes. Every try of a call is a span of its
//! own.

use crate::{
    call::ServiceCall, call::ServiceReply, endpoint::ServiceEndpoint, transport::AttemptFailure,
};
use reqwest::header::HeaderValue;
use std::future::Future;
use tracing::{Span, field::Empty};

/// Target of spans that are meant for a collector.
const SPANS: &str = "span";

/// Returns the `traceparent` to send from the current span.
pub type Traceparent = fn() -> Option<String>;

tokio::task_local! {
    static TRACEPARENT: Traceparent;
}

/// Every call to a service that `future` makes in its own task carries this `traceparent`; a text
/// that is not a valid header value is left out.
pub async fn with_traceparent<F: Future>(traceparent: Traceparent, future: F) -> F::Output {
    TRACEPARENT.scope(traceparent, future).await
}

pub(crate) fn current_traceparent() -> Option<HeaderValue> {
    HeaderValue::try_from(TRACEPARENT.try_with(|traceparent| traceparent()).ok()??).ok()
}

/// The span of one try at one endpoint, after `before` others. It leaves out the query, which may
/// name a session.
pub(crate) fn try_span(
    dependency: &'static str,
    call: &ServiceCall,
    at: &ServiceEndpoint,
    before: usize,
) -> Span {
    let address = at.address.socket;
    tracing::info_span!(
        target: SPANS,
        "try",
        otel.name = %format_args!("{} {dependency}", call.method),
        otel.kind = "client",
        otel.status_code = Empty,
        peer.service = dependency,
        http.request.method = call.method.as_str(),
        http.request.resend_count = (before > 0).then_some(before),
        http.response.status_code = Empty,
        url.scheme = "http",
        url.path = call.path,
        server.address = %address.ip(),
        server.port = address.port(),
        error.r#type = Empty,
    )
}

/// Records the outcome of the try.
pub(crate) fn record_outcome(span: &Span, result: &Result<ServiceReply, AttemptFailure>) {
    if span.is_disabled() {
        return;
    }
    match result {
        Ok(reply) => drop(span.record("http.response.status_code", reply.status.as_u16())),
        Err(failure) => {
            span.record("otel.status_code", "ERROR");
            span.record("error.type", failure.error_type());
        }
    }
}
