//! Middleware that gives every request a span, a request id and a metric.

use crate::trace::{self, ExternalRequest, RequestTrace, SPANS};
use axum::{
    extract::{MatchedPath, Request},
    middleware::Next,
    response::Response,
};
use http::{HeaderValue, Method};
use std::time::Instant;
use tracing::{Instrument as _, Span, field::Empty};

pub use crate::trace::current_traceparent;

/// The id of the request that this task answers: the trace id of its W3C `traceparent`.
pub fn request_id() -> Option<String> {
    trace::current_trace().map(|trace| trace.id.to_string())
}

/// Middleware: takes the trace id from `traceparent` or generates one, puts it into the log and
/// into `x-request-id`, and records the duration of requests by route and status.
pub async fn observe_request(request: Request, next: Next) -> Response {
    let trace = RequestTrace::from_headers(
        request.headers(),
        request.extensions().get::<ExternalRequest>().is_some(),
    );
    let method = method_label(request.method());
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "unmatched".to_owned(), |p| p.as_str().to_owned());
    let log = tracing::info_span!("request", trace_id = %trace.id, %method, %route);
    let started = Instant::now();
    let answered = async {
        let span = server_span(&trace, method, &route);
        let response = next.run(request).instrument(span.clone()).await;
        let status = response.status().as_u16();
        let seconds = started.elapsed().as_secs_f64();
        record_status(&span, status);
        tracing::debug!(status, seconds, "answered");
        record_duration(method, route, status, seconds);
        response
    };
    let mut response = trace.run_scoped(answered.instrument(log)).await;
    if let Ok(value) = HeaderValue::from_str(&trace.id.to_string()) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

/// The span for the collector. It has the route and not the path, so that no order id leaves the
/// process.
fn server_span(trace: &RequestTrace, method: &'static str, route: &str) -> Span {
    let span = tracing::info_span!(
        target: SPANS,
        "request",
        otel.name = %format_args!("{method} {route}"),
        otel.kind = "server",
        otel.status_code = Empty,
        http.request.method = method,
        http.route = route,
        http.response.status_code = Empty,
        url.scheme = "http",
        error.r#type = Empty,
    );
    trace.set_span_parent(&span);
    span
}

fn record_status(span: &Span, status: u16) {
    if span.is_disabled() {
        return;
    }
    span.record("http.response.status_code", status);
    if status >= 500 {
        span.record("otel.status_code", "ERROR");
        span.record("error.type", status);
    }
}

/// Records the duration, named by OpenTelemetry's semantic conventions for ready-made dashboards.
fn record_duration(method: &'static str, route: String, status: u16, seconds: f64) {
    let mut labels = vec![
        ("http_request_method", method.to_owned()),
        ("http_response_status_code", status.to_string()),
        ("http_route", route),
        ("url_scheme", "http".to_owned()),
    ];
    if status >= 500 {
        labels.push(("error_type", status.to_string()));
    }
    metrics::histogram!("http_server_request_duration_seconds", &labels).record(seconds);
}

/// The label of a method. HTTP allows any token, so unknown methods share the label `OTHER`:
/// otherwise a client could create a time series with each new token.
fn method_label(method: &Method) -> &'static str {
    const STANDARD: [&str; 9] =
        ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE"];
    STANDARD.into_iter().find(|standard| *standard == method.as_str()).unwrap_or("OTHER")
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, body::Body, middleware};
    use metrics_exporter_prometheus::PrometheusBuilder;
    use tower::ServiceExt as _;

    #[tokio::test]
    async fn what_is_called_meanwhile_gets_the_trace_id_and_a_new_span() {
        assert_eq!(current_traceparent(), None);
        let handler = async || {
            [current_traceparent(), current_traceparent()].map(Option::unwrap_or_default).join(" ")
        };
        let router = Router::new().fallback(handler).layer(middleware::from_fn(observe_request));
        let came = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let request = Request::builder().header("traceparent", came).body(Body::empty()).unwrap();
        let answer = router.oneshot(request).await.unwrap();
        assert_eq!(answer.headers()["x-request-id"], came[3..35]);
        let body = axum::body::to_bytes(answer.into_body(), 1000).await.unwrap();
        let sent: Vec<_> = str::from_utf8(&body).unwrap().split(' ').collect();
        assert_ne!(sent[0], sent[1]);
        for sent in sent {
            assert!(
                sent.starts_with(&came[..36]) && sent.ends_with("-00") && sent.len() == came.len(),
                "{sent}"
            );
            assert_ne!(sent, came);
        }
    }

    #[tokio::test]
    async fn invented_methods_share_one_series() {
        let recorder = PrometheusBuilder::new().set_buckets(&[1.0]).unwrap().build_recorder();
        let _guard = metrics::set_default_local_recorder(&recorder);
        let router =
            Router::new().fallback(|| async {}).layer(middleware::from_fn(observe_request));
        for method in ["GET", "POST", "get", "X1", "X2", "X3"] {
            let request = Request::builder().method(method).body(Body::empty()).unwrap();
            router.clone().oneshot(request).await.unwrap();
        }
        let text = recorder.handle().render();
        let mut counts: Vec<_> = text
            .lines()
            .filter(|line| line.starts_with("http_server_request_duration_seconds_count"))
            .collect();
        counts.sort_unstable();
        let series = |method, count| {
            format!(
                "http_server_request_duration_seconds_count{{http_request_method=\"{method}\",http_response_status_code=\"200\",\
                 http_route=\"unmatched\",url_scheme=\"http\"}} {count}"
            )
        };
        assert_eq!(counts, [series("GET", 1), series("OTHER", 4), series("POST", 1)]);
    }
}
