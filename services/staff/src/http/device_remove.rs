//! `DELETE /api/v1/admin/devices/{id}`: removes a device; 204.

use crate::{StaffService, db::StaffChangeAuthor};
use axum::{Extension, extract::State, http::StatusCode};
use service_kit::{PathId, Problem, openapi::IdRefusals};
use staff_api::{DeviceId, StaffSession};

#[utoipa::path(
    delete,
    path = "/api/v1/admin/devices/{id}",
    tag = "devices",
    security(("session" = ["manager", "recent_pin"])),
    summary = "Removes a device, which ends the sessions on it",
    params(("id" = DeviceId, Path, description = "The device's id")),
    responses((status = 204, description = "Gone"), IdRefusals)
)]
pub(super) async fn remove_device(
    State(app): State<StaffService>,
    PathId(id): PathId<DeviceId>,
    Extension(by): Extension<StaffSession>,
) -> Result<StatusCode, Problem> {
    let by = StaffChangeAuthor::from_session(&by, app.clock.now());
    app.store.remove_device(&app.id, id, &by).await?;
    Ok(StatusCode::NO_CONTENT)
}
