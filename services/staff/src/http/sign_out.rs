//! `POST /api/v1/admin/people/{id}/sign-out` and `POST /api/v1/admin/sign-out`: end all sessions of
//! one person or of everybody; 204.

use crate::{StaffService, db::StaffChangeAuthor};
use axum::{Extension, extract::State, http::StatusCode};
use service_kit::{PathId, Problem, openapi::IdRefusals};
use staff_api::{PersonId, StaffSession};

#[utoipa::path(
    post,
    path = "/api/v1/admin/people/{id}/sign-out",
    tag = "people",
    security(("session" = ["manager"])),
    summary = "Signs a person out on every device",
    params(("id" = PersonId, Path, description = "The person's id")),
    responses((status = 204, description = "Signed out"), IdRefusals)
)]
pub(super) async fn sign_person_out(
    State(app): State<StaffService>,
    PathId(id): PathId<PersonId>,
    Extension(by): Extension<StaffSession>,
) -> Result<StatusCode, Problem> {
    sign_out(&app, Some(id), &by).await
}

#[utoipa::path(
    post,
    path = "/api/v1/admin/sign-out",
    tag = "people",
    security(("session" = ["manager"])),
    summary = "Signs everybody out on every device",
    responses((status = 204, description = "Signed out"), (status = 404, description = "not_found"))
)]
pub(super) async fn sign_everybody_out(
    State(app): State<StaffService>,
    Extension(by): Extension<StaffSession>,
) -> Result<StatusCode, Problem> {
    sign_out(&app, None, &by).await
}

async fn sign_out(
    app: &StaffService,
    who: Option<PersonId>,
    by: &StaffSession,
) -> Result<StatusCode, Problem> {
    app.store.sign_out(&app.id, who, &StaffChangeAuthor::from_session(by, app.clock.now())).await?;
    Ok(StatusCode::NO_CONTENT)
}
