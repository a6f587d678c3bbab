//! `DELETE /api/v1/orders/{id}/block`: ends the block of the phone that placed the order. Repeating
//! it changes nothing.

use super::{App, extract::PathId};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
};
use member_api::Role;
use member_token::surface::Caller;
use order_api::OrderId;
use service_kit::{
    Problem,
    openapi::{Problems, problems},
};
use utoipa::IntoResponses;

#[utoipa::path(
    delete,
    path = "/api/v1/orders/{id}/block",
    tag = "phones",
    operation_id = "unblock_phone",
    security(("session" = ["barista"])),
    summary = "Ends the block of the phone that placed the order",
    params(("id" = OrderId, Path, description = "The order's id")),
    responses((status = 204, description = "It is not blocked"), Refusals)
)]
pub(super) async fn unblock(
    State(app): State<App>,
    PathId(id): PathId,
    caller: Caller,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let asker = app.staff((caller, &headers), Role::Barista);
    let is_known = app.store.phone_unblock(id, &asker).await??;
    if is_known { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found("order")) }
}

pub(super) struct Refusals;

impl IntoResponses for Refusals {
    fn responses() -> Problems {
        problems(&[(400, &["invalid_id"]), (404, &["not_found"])])
    }
}
