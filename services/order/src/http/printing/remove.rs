//! `DELETE /api/v1/printers/{id}`: removes a printer. Its waiting jobs are dropped; its printed
//! jobs stay on record.

use super::PathUuid;
use crate::http::App;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
};
use member_api::Role;
use member_token::surface::Caller;
use order_api::PrinterId;
use service_kit::{
    Problem,
    openapi::{Problems, problems},
};
use utoipa::IntoResponses;

#[utoipa::path(
    delete,
    path = "/api/v1/printers/{id}",
    tag = "printing",
    operation_id = "remove_printer",
    security(("session" = ["manager"])),
    summary = "Removes a printer; what waits for it is dropped",
    params(("id" = PrinterId, Path, description = "The printer's id")),
    responses((status = 204, description = "It is gone"), Refusals)
)]
pub(in crate::http) async fn remove(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    PathUuid(id): PathUuid,
) -> Result<StatusCode, Problem> {
    let asker = app.staff((caller, &headers), Role::Manager);
    let removed = app.store.printer_remove(PrinterId(id), &asker).await??;
    if removed { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found("printer")) }
}

pub(in crate::http) struct Refusals;

impl IntoResponses for Refusals {
    fn responses() -> Problems {
        problems(&[(400, &["invalid_id"]), (404, &["not_found"])])
    }
}
