//! `POST /api/v1/admin/devices/{id}/sign-out`: ends the session on a device; 204.

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
    post,
    path = "/api/v1/admin/devices/{id}/sign-out",
    tag = "devices",
    operation_id = "sign_device_out",
    security(("session" = ["manager"])),
    summary = "Ends the session on a device",
    params(("id" = DeviceId, Path, description = "The device's id")),
    responses((status = 204, description = "Signed out"), Refusals)
)]
pub(super) async fn handle(
    State(app): State<App>,
    PathId(id): PathId,
    Extension(by): Extension<Session>,
) -> Result<StatusCode, Problem> {
    app.store.device_sign_out(&app.id, DeviceId(id), &By::session(&by, app.clock.now())).await?;
    Ok(StatusCode::NO_CONTENT)
}

struct Refusals;

impl IntoResponses for Refusals {
    fn responses() -> Problems {
        problems(&[(400, &["invalid_id"]), (404, &["not_found"])])
    }
}
