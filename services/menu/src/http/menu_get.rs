//! `GET /api/v1/menu`: the whole menu as one snapshot.

use super::conditional::json_or_not_modified;
use crate::App;
use axum::{extract::State, response::Response};
use http::HeaderMap;
use service_kit::Problem;

pub async fn handle(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    let snapshot = app.snapshot().await?.ok_or_else(|| Problem::not_found("store"))?;
    Ok(json_or_not_modified(&headers, snapshot.version, snapshot.menu.clone()))
}
