//! `/livez`, `/readyz`, `/metrics` and `/version`, the same on every binary.
//!
//! Readiness is shallow: it looks at the process's own database and never at a peer, or failure would spread.

use axum::{Json, Router, http::StatusCode, response::IntoResponse, routing::get};
use futures::future::BoxFuture;
use serde_json::json;
use std::{sync::Arc, time::Duration};

/// Answers whether the process can do its work; the error is for the log and the operator.
pub type Ready = Arc<dyn Fn() -> BoxFuture<'static, Result<(), String>> + Send + Sync>;

const READY_DEADLINE: Duration = Duration::from_secs(1);

/// The four endpoints. `name` and `version` are the binary's own.
pub fn router(name: &'static str, version: &'static str, ready: Ready) -> Router {
    Router::new()
        .route("/livez", get(|| async { "ok" }))
        .route("/readyz", get(move || readyz(ready.clone())))
        .route("/metrics", get(|| async { crate::telemetry::render_metrics() }))
        .route("/version", get(move || async move { Json(json!({ "name": name, "version": version })) }))
}

async fn readyz(ready: Ready) -> impl IntoResponse {
    let why = match tokio::time::timeout(READY_DEADLINE, ready()).await {
        Ok(Ok(())) => return (StatusCode::OK, "ok".to_owned()),
        Ok(Err(why)) => why,
        Err(_) => format!("no answer within {READY_DEADLINE:?}"),
    };
    tracing::warn!(%why, "not ready");
    (StatusCode::SERVICE_UNAVAILABLE, why)
}
