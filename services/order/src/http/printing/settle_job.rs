//! `POST /api/v1/print-jobs/{id}/done`: settles an unknown or failed job after staff looked at the
//! paper. Repeating it changes nothing.

use crate::OrderService;
use axum::{extract::State, http::HeaderMap};
use order_api::{PrintJob, PrintJobId};
use service_kit::{JsonBody, PathId, Problem, openapi::IdRefusals};
use staff_api::StaffRole;
use staff_token::surface::SurfaceCaller;

#[utoipa::path(
    post,
    path = "/api/v1/print-jobs/{id}/done",
    tag = "printing",
    security(("session" = ["barista"])),
    summary = "An unknown or failed job needs no paper any more; any other one stays as it is",
    params(("id" = PrintJobId, Path, description = "The job's id")),
    responses((status = 200, description = "The job after it", body = PrintJob), IdRefusals)
)]
pub(super) async fn settle_print_job(
    State(app): State<OrderService>,
    caller: SurfaceCaller,
    headers: HeaderMap,
    PathId(id): PathId<PrintJobId>,
) -> Result<JsonBody<PrintJob>, Problem> {
    let asker = app.identify_staff((caller, &headers), StaffRole::Barista);
    let settled = app.store.settle_print_job(id, &asker).await??;
    settled.map(JsonBody).ok_or_else(|| Problem::not_found("job"))
}
