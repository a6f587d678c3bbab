//! `GET /api/v1/blocked-phones?store=`: blocked phones of a store, for staff.

use super::query::StoreQuery;
use crate::App;
use axum::{extract::State, http::HeaderMap};
use order_api::BlockedPhones;
use service_kit::{Json, Problem, Query, openapi::QueryRefusals};
use staff_api::Role;
use staff_token::surface::Caller;

#[utoipa::path(
    get,
    path = "/api/v1/blocked-phones",
    tag = "phones",
    security(("session" = ["barista"])),
    summary = "Phones of a store that may not order, the newest first",
    params(("store" = Option<String>, Query, description = "The store's id")),
    responses((status = 200, description = "All of them", body = BlockedPhones), QueryRefusals)
)]
pub(super) async fn list_blocked_phones(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    Query(query): Query<StoreQuery>,
) -> Result<Json<BlockedPhones>, Problem> {
    let store = query.store.into_text();
    app.staff((caller, &headers), Role::Barista).staff_of(&store)?;
    let phones = app.store.phone_list(&store, app.clock.now()).await?;
    Ok(Json(BlockedPhones { phones }))
}
