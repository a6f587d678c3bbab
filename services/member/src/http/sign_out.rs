//! `POST /api/v1/admin/people/{id}/sign-out` and `POST /api/v1/admin/sign-out`: end all sessions of
//! one person or of everybody; 204.

use super::path_id::PathId;
use crate::{App, store::By};
use axum::{Extension, extract::State, http::StatusCode};
use member_api::{PersonId, Session};
use service_kit::{
    Problem,
    openapi::{Problems, problems},
};
use utoipa::IntoResponses;

#[utoipa::path(
    post,
    path = "/api/v1/admin/people/{id}/sign-out",
    tag = "people",
    operation_id = "sign_person_out",
    security(("session" = ["manager"])),
    summary = "Signs a person out on every device",
    params(("id" = PersonId, Path, description = "The person's id")),
    responses((status = 204, description = "Signed out"), Refusals)
)]
pub(super) async fn one(
    State(app): State<App>,
    PathId(id): PathId,
    Extension(by): Extension<Session>,
) -> Result<StatusCode, Problem> {
    sign_out(&app, Some(PersonId(id)), &by).await
}

#[utoipa::path(
    post,
    path = "/api/v1/admin/sign-out",
    tag = "people",
    operation_id = "sign_everybody_out",
    security(("session" = ["manager"])),
    summary = "Signs everybody out on every device",
    responses((status = 204, description = "Signed out"), (status = 404, description = "not_found"))
)]
pub(super) async fn everybody(
    State(app): State<App>,
    Extension(by): Extension<Session>,
) -> Result<StatusCode, Problem> {
    sign_out(&app, None, &by).await
}

async fn sign_out(app: &App, who: Option<PersonId>, by: &Session) -> Result<StatusCode, Problem> {
    app.store.sign_out(&app.id, who, &By::session(by, app.clock.now())).await?;
    Ok(StatusCode::NO_CONTENT)
}

struct Refusals;

impl IntoResponses for Refusals {
    fn responses() -> Problems {
        problems(&[(400, &["invalid_id"]), (404, &["not_found"])])
    }
}
