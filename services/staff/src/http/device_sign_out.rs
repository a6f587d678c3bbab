//! `POST /api/v1/admin/devices/{id}/sign-out`: ends the session on a device; 204.

use crate::{App, db::By};
use axum::{Extension, extract::State, http::StatusCode};
use service_kit::{PathId, Problem, openapi::IdRefusals};
use staff_api::{DeviceId, Session};

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
    State(app): State<App>,
    PathId(id): PathId<DeviceId>,
    Extension(by): Extension<Session>,
) -> Result<StatusCode, Problem> {
    app.store.device_sign_out(&app.id, id, &By::session(&by, app.clock.now())).await?;
    Ok(StatusCode::NO_CONTENT)
}
