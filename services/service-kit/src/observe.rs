//! One span, one request id and two metrics around every request.

use axum::{
    extract::{MatchedPath, Request},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, HeaderValue, Method};
use std::time::Instant;
use tracing::Instrument;

tokio::task_local! {
    static REQUEST_ID: String;
}

/// The id of the request that this task is answering: the trace id of its W3C `traceparent`.
pub fn request_id() -> Option<String> {
    REQUEST_ID.try_with(Clone::clone).ok()
}

/// The `traceparent` to send with a call to another process while this task answers a request: the request's trace id
/// and a new span id.
pub fn traceparent() -> Option<String> {
    let span = rand::random_range(1..=u64::MAX);
    request_id().map(|id| format!("00-{id}-{span:016x}-01"))
}

/// Middleware: takes the trace id from `traceparent` or makes one, names it in the log and in `x-request-id`,
/// and counts requests and their seconds by route and status.
pub async fn observe(request: Request, next: Next) -> Response {
    let id = trace_id(request.headers()).unwrap_or_else(|| format!("{:032x}", rand::random::<u128>()));
    let method = method_label(request.method());
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "unmatched".to_owned(), |p| p.as_str().to_owned());
    let span = tracing::info_span!("request", %id, %method, %route);
    let started = Instant::now();
    let mut response = REQUEST_ID.scope(id.clone(), next.run(request)).instrument(span.clone()).await;
    let seconds = started.elapsed().as_secs_f64();
    let status = response.status().as_u16();
    span.in_scope(|| tracing::debug!(status, seconds, "answered"));
    let labels = [("method", method.to_owned()), ("route", route), ("status", status.to_string())];
    metrics::counter!("http_requests_total", &labels).increment(1);
    metrics::histogram!("http_request_duration_seconds", &labels).record(seconds);
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

/// Any token is a method, and whoever sends new ones would make a new time series with each.
fn method_label(method: &Method) -> &'static str {
    const STANDARD: [&str; 9] =
        ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE"];
    STANDARD.into_iter().find(|standard| *standard == method.as_str()).unwrap_or("OTHER")
}

fn trace_id(headers: &HeaderMap) -> Option<String> {
    let mut parts = headers.get("traceparent")?.to_str().ok()?.split('-');
    let (_version, id) = (parts.next()?, parts.next()?);
    let is_id = id.len() == 32
        && id.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        && id.contains(|c| c != '0');
    is_id.then(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, body::Body, middleware};
    use metrics_exporter_prometheus::PrometheusBuilder;
    use tower::ServiceExt as _;

    #[tokio::test]
    async fn what_is_called_meanwhile_gets_the_trace_id_and_a_new_span() {
        assert_eq!(traceparent(), None);
        let handler = async || [traceparent(), traceparent()].map(Option::unwrap_or_default).join(" ");
        let router = Router::new().fallback(handler).layer(middleware::from_fn(observe));
        let came = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let request = Request::builder().header("traceparent", came).body(Body::empty()).unwrap();
        let answer = router.oneshot(request).await.unwrap();
        let body = axum::body::to_bytes(answer.into_body(), 1000).await.unwrap();
        let sent: Vec<_> = str::from_utf8(&body).unwrap().split(' ').collect();
        assert_ne!(sent[0], sent[1]);
        for sent in sent {
            assert!(
                sent.starts_with(&came[..36]) && sent.ends_with("-01") && sent.len() == came.len(),
                "{sent}"
            );
            assert_ne!(sent, came);
        }
    }

    #[tokio::test]
    async fn invented_methods_share_one_series() {
        let recorder = PrometheusBuilder::new().build_recorder();
        let _guard = metrics::set_default_local_recorder(&recorder);
        let router = Router::new().fallback(|| async {}).layer(middleware::from_fn(observe));
        for method in ["GET", "POST", "get", "X1", "X2", "X3"] {
            let request = Request::builder().method(method).body(Body::empty()).unwrap();
            router.clone().oneshot(request).await.unwrap();
        }
        let text = recorder.handle().render();
        let mut counts: Vec<_> =
            text.lines().filter(|line| line.starts_with("http_requests_total")).collect();
        counts.sort_unstable();
        let series = |method, count| {
            format!("http_requests_total{{method=\"{method}\",route=\"unmatched\",status=\"200\"}} {count}")
        };
        assert_eq!(counts, [series("GET", 1), series("OTHER", 4), series("POST", 1)]);
    }

    #[test]
    fn a_malformed_traceparent_is_as_none() {
        let id = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert("traceparent", HeaderValue::from_static(value));
            trace_id(&headers)
        };
        assert_eq!(
            id("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01").as_deref(),
            Some("4bf92f3577b34da6a3ce929d0e0e4736")
        );
        assert_eq!(id("00-00000000000000000000000000000000-00f067aa0ba902b7-01"), None);
        assert_eq!(id("00-<script>-1-1"), None);
    }
}
