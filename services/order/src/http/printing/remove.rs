//! `DELETE /api/v1/printers/{id}`: removes a printer. Its waiting jobs are dropped; its printed
//! jobs stay on record.

use crate::OrderService;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
};
use order_api::PrinterId;
use service_kit::{PathId, Problem, openapi::IdRefusals};
use staff_api::StaffRole;
use staff_token::surface::SurfaceCaller;

#[utoipa::path(
    delete,
    path = "/api/v1/printers/{id}",
    tag = "printing",
    security(("session" = ["manager"])),
    summary = "Removes a printer; what waits for it is dropped",
    params(("id" = PrinterId, Path, description = "The printer's id")),
    responses((status = 204, description = "It is gone"), IdRefusals)
)]
pub(super) async fn remove_printer(
    State(app): State<OrderService>,
    caller: SurfaceCaller,
    headers: HeaderMap,
    PathId(id): PathId<PrinterId>,
) -> Result<StatusCode, Problem> {
    let asker = app.identify_staff((caller, &headers), StaffRole::Manager);
    let removed = app.store.remove_printer(id, &asker).await??;
    if removed { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found("printer")) }
}
