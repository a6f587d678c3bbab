//! One id follows a request from the browser's answer into the services' logs.

use axum::{extract::Request, middleware::Next, response::Response};
use service_kit::observe;

/// Middleware: calls to services made for this request carry its `traceparent`.
pub async fn carry(request: Request, next: Next) -> Response {
    match observe::traceparent() {
        Some(traceparent) => gateway::trace::scope(traceparent, next.run(request)).await,
        None => next.run(request).await,
    }
}
