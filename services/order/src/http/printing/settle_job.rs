//! `POST /api/v1/print-jobs/{id}/done`: settles an unknown or failed job after staff looked at the
//! paper. Repeating it changes nothing.

use crate::App;
use axum::{extract::State, http::HeaderMap};
use order_api::{PrintJob, PrintJobId};
use service_kit::{Json, PathId, Problem, openapi::IdRefusals};
use staff_api::Role;
use staff_token::surface::Caller;

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
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    PathId(id): PathId<PrintJobId>,
) -> Result<Json<PrintJob>, Problem> {
    let asker = app.staff((caller, &headers), Role::Barista);
    let settled = app.store.print_job_settle(id, &asker).await??;
    settled.map(Json).ok_or_else(|| Problem::not_found("job"))
}
