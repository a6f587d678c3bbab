//! `GET /api/v1/blocked-phones?store=`: blocked phones of a store, for staff.

use super::{
    App,
    list::{DEFAULT_STORE, invalid, text},
};
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::HeaderMap,
};
use member_api::Role;
use member_token::surface::Caller;
use order_api::{BlockedPhones, limits};
use serde::Deserialize;
use service_kit::{
    Json, Problem,
    openapi::{Problems, problems},
};
use utoipa::IntoResponses;

#[derive(Deserialize)]
pub(super) struct Params {
    store: Option<String>,
}

#[utoipa::path(
    get,
    path = "/api/v1/blocked-phones",
    tag = "phones",
    operation_id = "list_blocked_phones",
    security(("session" = ["barista"])),
    summary = "Phones of a store that may not order, the newest first",
    params(("store" = Option<String>, Query, description = "The store's id")),
    responses((status = 200, description = "All of them", body = BlockedPhones), Refusals)
)]
pub(super) async fn blocked(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    params: Result<Query<Params>, QueryRejection>,
) -> Result<Json<BlockedPhones>, Problem> {
    let Query(params) = params.map_err(|rejection| invalid(rejection.body_text()))?;
    let store = text("store", params.store, limits::ID_CHARS)?.unwrap_or_else(|| DEFAULT_STORE.to_owned());
    app.staff((caller, &headers), Role::Barista).staff_of(&store)?;
    let phones = app.store.phone_list(&store, app.clock.now()).await?;
    Ok(Json(BlockedPhones { phones }))
}

pub(super) struct Refusals;

impl IntoResponses for Refusals {
    fn responses() -> Problems {
        problems(&[(400, &["invalid_query"])])
    }
}
