//! Deadlines of requests. A caller sends its remaining timeout in a header, and the handler is
//! dropped when that is over, so that an overloaded service does no work for answers that are no
//! longer awaited.

use crate::Problem;
use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};
use std::time::Duration;

/// The caller's timeout for this attempt, in whole milliseconds.
pub const TIMEOUT_HEADER: &str = "x-request-timeout-ms";
/// Maximum time until a handler starts its response, including reading the body; a longer timeout
/// of the caller is cut to it.
pub const HANDLER_DEADLINE: Duration = Duration::from_secs(10);

/// Middleware: drops the handler after the caller's timeout or [`HANDLER_DEADLINE`], and answers
/// 503 `deadline_exceeded`. A response body that is still streaming has no deadline.
pub async fn enforce_deadline(request: Request, next: Next) -> Response {
    let deadline = caller_timeout(request.headers())
        .map_or(HANDLER_DEADLINE, |asked| asked.min(HANDLER_DEADLINE));
    if deadline.is_zero() {
        return deadline_exceeded();
    }
    tokio::time::timeout(deadline, next.run(request)).await.unwrap_or_else(|_| deadline_exceeded())
}

/// The caller's timeout. A negative number is zero; any other text that is not a number is ignored.
fn caller_timeout(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(TIMEOUT_HEADER)?.to_str().ok()?.trim();
    if text.strip_prefix('-').is_some_and(|digits| digits.parse::<u64>().is_ok()) {
        return Some(Duration::ZERO);
    }
    text.parse().ok().map(Duration::from_millis)
}

fn deadline_exceeded() -> Response {
    metrics::counter!("jumun_http_requests_deadline_exceeded_total").increment(1);
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "deadline_exceeded")
        .with_retry_after_s(1)
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, body::Body, middleware};
    use std::sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    };
    use tokio::time::Instant;
    use tower::ServiceExt as _;

    /// Sends a request to a handler that takes `handler_ms`. Returns the status, the elapsed
    /// milliseconds, and how often the handler started and finished.
    async fn ask(header: Option<&str>, handler_ms: u64) -> (u16, u128, [u32; 2]) {
        let counts = Arc::new([AtomicU32::new(0), AtomicU32::new(0)]);
        let counted = counts.clone();
        let handler = move || async move {
            counted[0].fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(Duration::from_millis(handler_ms)).await;
            counted[1].fetch_add(1, Ordering::Relaxed);
        };
        let router = Router::new().fallback(handler).layer(middleware::from_fn(enforce_deadline));
        let mut request = Request::builder();
        if let Some(header) = header {
            request = request.header(TIMEOUT_HEADER, header);
        }
        let began = Instant::now();
        let response = router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let took = began.elapsed().as_millis();
        tokio::time::sleep(Duration::from_secs(60)).await;
        (response.status().as_u16(), took, [0, 1].map(|i| counts[i].load(Ordering::Relaxed)))
    }

    #[tokio::test(start_paused = true)]
    async fn a_handler_is_dropped_when_its_caller_stops_waiting() {
        assert_eq!(ask(Some("300"), 299).await, (200, 299, [1, 1]));
        assert_eq!(ask(Some("300"), 1000).await, (503, 300, [1, 0]));
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_makes_a_handler_work_longer_than_its_own_deadline() {
        assert_eq!(ask(None, 11_000).await, (503, 10_000, [1, 0]));
        assert_eq!(ask(Some("60000"), 11_000).await, (503, 10_000, [1, 0]));
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_over_before_it_begins_is_refused_without_any_work() {
        assert_eq!(ask(Some("0"), 1).await, (503, 0, [0, 0]));
        assert_eq!(ask(Some("-20"), 1).await, (503, 0, [0, 0]));
    }

    #[tokio::test(start_paused = true)]
    async fn a_header_that_is_no_number_is_as_none() {
        for header in ["", "soon", "1.5", "300ms", "-", "99999999999999999999999"] {
            assert_eq!(ask(Some(header), 9_000).await, (200, 9_000, [1, 1]), "{header}");
        }
    }
}
