//! `DELETE /api/v1/orders/{id}/block`: ends the block of the phone that placed the order. Repeating
//! it changes nothing.

use crate::App;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
};
use order_api::OrderId;
use service_kit::{PathId, Problem, openapi::IdRefusals};
use staff_api::Role;
use staff_token::surface::Caller;

#[utoipa::path(
    delete,
    path = "/api/v1/orders/{id}/block",
    tag = "phones",
    security(("session" = ["barista"])),
    summary = "Ends the block of the phone that placed the order",
    params(("id" = OrderId, Path, description = "The order's id")),
    responses((status = 204, description = "It is not blocked"), IdRefusals)
)]
pub(super) async fn unblock_phone(
    State(app): State<App>,
    PathId(id): PathId<OrderId>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let asker = app.staff((caller, &headers), Role::Barista);
    let is_known = app.store.phone_unblock(id, &asker).await??;
    if is_known { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found("order")) }
}
