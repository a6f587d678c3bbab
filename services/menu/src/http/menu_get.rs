//! `GET /api/v1/menu`: the whole menu as one snapshot; `GET /api/v1/store`: the store's settings
//! alone, under the menu's version.

use super::conditional::json_or_not_modified;
use crate::{MenuService, snapshot::MenuSnapshot};
use axum::{extract::State, response::Response};
use bytes::Bytes;
use http::HeaderMap;
use menu_api::{Menu, Store};
use service_kit::{Problem, openapi::NotFoundRefusal};

#[utoipa::path(
    get,
    path = "/api/v1/menu",
    tag = "reading",
    operation_id = "menu",
    summary = "The whole menu",
    params(("If-None-Match" = Option<String>, Header, description = "The `ETag` of what the reader has")),
    responses(
        (status = 200, description = "The menu", body = Menu),
        (status = 304, description = "The reader has it"),
        NotFoundRefusal
    )
)]
pub(super) async fn get_menu(
    State(app): State<MenuService>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    answer_menu(&app, &headers, |snapshot| snapshot.menu.clone()).await
}

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
        NotFoundRefusal
    )
)]
pub(super) async fn get_store(
    State(app): State<MenuService>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    answer_menu(&app, &headers, |snapshot| snapshot.store.clone()).await
}

async fn answer_menu(
    app: &MenuService,
    headers: &HeaderMap,
    json: fn(&MenuSnapshot) -> Bytes,
) -> Result<Response, Problem> {
    let snapshot = app.current_snapshot().await?.ok_or_else(|| Problem::not_found("store"))?;
    Ok(json_or_not_modified(headers, snapshot.version, json(&snapshot)))
}
