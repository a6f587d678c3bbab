//! Trace propagation: one id follows a request from the browser's answer into the services' logs.

use axum::{extract::Request, middleware::Next, response::Response};
use service_kit::observe;

/// Middleware: calls to services for this request carry its `traceparent`.
pub async fn propagate_trace(request: Request, next: Next) -> Response {
    gateway::trace::with_traceparent(observe::current_traceparent, next.run(request)).await
}
