//! `DELETE /api/v1/admin/devices/{id}`: removes a device; 204.

use super::path_id::PathId;
use crate::{App, store::By};
use axum::{Extension, extract::State, http::StatusCode};
use member_api::{DeviceId, Session};
use service_kit::{
    Problem,
    openapi::{Problems, problems},
};
use utoipa::IntoResponses;

#[utoipa::path(
    delete,
    path = "/api/v1/admin/devices/{id}",
    tag = "devices",
    operation_id = "remove_device",
    security(("session" = ["manager", "recent_pin"])),
    summary = "Removes a device, which ends the sessions on it",
    params(("id" = DeviceId, Path, description = "The device's id")),
    responses((status = 204, description = "Gone"), Refusals)
)]
pub(super) async fn handle(
    State(app): State<App>,
    PathId(id): PathId,
    Extension(by): Extension<Session>,
) -> Result<StatusCode, Problem> {
    let by = By::session(&by, app.clock.now());
    app.store.device_remove(&app.id, DeviceId(id), &by).await?;
    Ok(StatusCode::NO_CONTENT)
}

struct Refusals;

impl IntoResponses for Refusals {
    fn responses() -> Problems {
        problems(&[(400, &["invalid_id"]), (404, &["not_found"])])
    }
}
