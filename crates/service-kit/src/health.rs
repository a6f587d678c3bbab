//! `/livez`, `/readyz`, `/metrics` and `/version`, the same on every binary.
//!
//! Readiness is shallow: it checks the process's own database and never a peer, or one failure
//! would spread.

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

/// Checks whether the process can work; the error is for the log and the operator.
pub type ReadyCheck = Arc<dyn Fn() -> BoxFuture<'static, Result<(), String>> + Send + Sync>;

const READY_DEADLINE: Duration = Duration::from_secs(1);

/// The media type of Prometheus' text format.
const EXPOSITION: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Router of the four endpoints.
pub fn health_router(build: BuildInfo, ready: ReadyCheck) -> Router {
    let BuildInfo { name, version, commit } = build;
    let version = json!({ "name": name, "version": version, "commit": commit });
    let metrics =
        || async { ([(header::CONTENT_TYPE, EXPOSITION)], crate::telemetry::render_metrics()) };
    Router::new()
        .route("/livez", get(|| async { "ok" }))
        .route("/readyz", get(move || check_readiness(ready.clone())))
        .route("/metrics", get(metrics))
        .route("/version", get(move || async move { Json(version.clone()) }))
}

async fn check_readiness(ready: ReadyCheck) -> impl IntoResponse {
    let why = match tokio::time::timeout(READY_DEADLINE, ready()).await {
        // A wrong clock must be corrected by people; taking the process out of service would not
        // help.
        Ok(Ok(())) => {
            let doubt = Clock::system().find_anomaly().map(|doubt| format!(", but {doubt}"));
            return (StatusCode::OK, format!("ok{}", doubt.unwrap_or_default()));
        }
        Ok(Err(why)) => why,
        Err(_) => format!("no answer within {READY_DEADLINE:?}"),
    };
    tracing::warn!(%why, "not ready");
    (StatusCode::SERVICE_UNAVAILABLE, why)
}
