//! `POST /api/v1/admin/devices/{id}/sign-out`: ends the session on a device; 204.

use crate::{StaffService, db::StaffChangeAuthor};
use axum::{Extension, extract::State, http::StatusCode};
use service_kit::{PathId, Problem, openapi::IdRefusals};
use staff_api::{DeviceId, StaffSession};

#[utoipa::path(
    post,
    path = "/api/v1/admin/devices/{id}/sign-out",
    tag = "devices",
    security(("session" = ["manager"])),
    summary = "Ends the session on a device",
    params(("id" = DeviceId, Path, description = "The device's id")),
    responses((status = 204, description = "Signed out"), IdRefusals)
)]
pub(super) async fn sign_device_out(
    State(app): State<StaffService>,
    PathId(id): PathId<DeviceId>,
    Extension(by): Extension<StaffSession>,
) -> Result<StatusCode, Problem> {
    app.store
        .sign_out_device(&app.id, id, &StaffChangeAuthor::from_session(&by, app.clock.now()))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
