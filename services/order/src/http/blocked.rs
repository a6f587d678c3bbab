//! `GET /api/v1/blocked-phones?store=`: blocked phones of a store, for staff.

use super::query::StoreQuery;
use crate::OrderService;
use axum::{extract::State, http::HeaderMap};
use order_api::BlockedPhones;
use service_kit::{JsonBody, Problem, QueryParams, openapi::QueryRefusals};
use staff_api::StaffRole;
use staff_token::surface::SurfaceCaller;

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
    State(app): State<OrderService>,
    caller: SurfaceCaller,
    headers: HeaderMap,
    QueryParams(query): QueryParams<StoreQuery>,
) -> Result<JsonBody<BlockedPhones>, Problem> {
    let store = query.store.into_text();
    app.identify_staff((caller, &headers), StaffRole::Barista).authorize_as_staff(&store)?;
    let phones = app.store.list_blocked_phones(&store, app.clock.now()).await?;
    Ok(JsonBody(BlockedPhones { phones }))
}
