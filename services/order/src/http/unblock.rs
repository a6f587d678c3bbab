//! `DELETE /api/v1/orders/{id}/block`: ends the block of the phone that placed the order. Repeating
//! it changes nothing.

use crate::OrderService;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
};
use order_api::OrderId;
use service_kit::{PathId, Problem, openapi::IdRefusals};
use staff_api::StaffRole;
use staff_token::surface::SurfaceCaller;

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
    State(app): State<OrderService>,
    PathId(id): PathId<OrderId>,
    caller: SurfaceCaller,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let asker = app.identify_staff((caller, &headers), StaffRole::Barista);
    let is_known = app.store.unblock_phone(id, &asker).await??;
    if is_known { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found("order")) }
}
