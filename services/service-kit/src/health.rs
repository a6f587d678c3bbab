//! `/livez`, `/readyz`, `/metrics` and `/version`, the same on every binary.
//!
//! Readiness is shallow: it looks at the process's own database and never at a peer, or failure would spread.

use crate::{BuildInfo, Clock};
use axum::{
    Json, Router,
    http::{StatusCode, header},
    response::IntoResponse,
    routing::get,
};
use futures::future::BoxFuture;
use serde_json::json;
use std::{sync::Arc, time::Duration};

/// Answers whether the process can do its work; the error is for the log and the operator.
pub type Ready = Arc<dyn Fn() -> BoxFuture<'static, Result<(), String>> + Send + Sync>;

const READY_DEADLINE: Duration = Duration::from_secs(1);

/// The media type of Prometheus' text format.
const EXPOSITION: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The four endpoints.
pub fn router(build: BuildInfo, ready: Ready) -> Router {
    let BuildInfo { name, version, commit } = build;
    let version = json!({ "name": name, "version": version, "commit": commit });
    let metrics = || async { ([(header::CONTENT_TYPE, EXPOSITION)], crate::telemetry::render_metrics()) };
    Router::new()
        .route("/livez", get(|| async { "ok" }))
        .route("/readyz", get(move || readyz(ready.clone())))
        .route("/metrics", get(metrics))
        .route("/version", get(move || async move { Json(version.clone()) }))
}

async fn readyz(ready: Ready) -> impl IntoResponse {
    let why = match tokio::time::timeout(READY_DEADLINE, ready()).await {
        // A clock that is wrong is mended by people; a process that nobody calls any more would mend nothing.
        Ok(Ok(())) => {
            let doubt = Clock::system().doubt().map(|doubt| format!(", but {doubt}"));
            return (StatusCode::OK, format!("ok{}", doubt.unwrap_or_default()));
        }
        Ok(Err(why)) => why,
        Err(_) => format!("no answer within {READY_DEADLINE:?}"),
    };
    tracing::warn!(%why, "not ready");
    (StatusCode::SERVICE_UNAVAILABLE, why)
}
