//! `GET /api/v1/store`: the store's settings alone, under the menu's version.

use super::conditional::json_or_not_modified;
use crate::App;
use axum::{extract::State, response::Response};
use http::HeaderMap;
use menu_api::Store;
use service_kit::{
    Problem,
    openapi::{Problems, problems},
};
use utoipa::IntoResponses;

#[utoipa::path(
    get,
    path = "/api/v1/store",
    tag = "reading",
    operation_id = "store",
    summary = "The store alone, under the menu's version",
    params(("If-None-Match" = Option<String>, Header, description = "The `ETag` of what the reader has")),
    responses(
        (status = 200, description = "The store", body = Store),
        (status = 304, description = "The reader has it"),
        Refusals
    )
)]
pub async fn handle(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    let snapshot = app.snapshot().await?.ok_or_else(|| Problem::not_found("store"))?;
    Ok(json_or_not_modified(&headers, snapshot.version, snapshot.store.clone()))
}

pub struct Refusals;

impl IntoResponses for Refusals {
    fn responses() -> Problems {
        problems(&[(404, &["not_found"])])
    }
}
