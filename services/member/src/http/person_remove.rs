//! `DELETE /api/v1/admin/people/{id}`: removes a person; 204.

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
    delete,
    path = "/api/v1/admin/people/{id}",
    tag = "people",
    operation_id = "remove_person",
    security(("session" = ["manager", "recent_pin"])),
    summary = "Removes a person, which ends their sessions",
    params(("id" = PersonId, Path, description = "The person's id")),
    responses((status = 204, description = "Gone"), Refusals)
)]
pub(super) async fn handle(
    State(app): State<App>,
    PathId(id): PathId,
    Extension(by): Extension<Session>,
) -> Result<StatusCode, Problem> {
    let by = By::session(&by, app.clock.now());
    app.store.person_remove(&app.id, PersonId(id), &by).await?;
    Ok(StatusCode::NO_CONTENT)
}

struct Refusals;

impl IntoResponses for Refusals {
    fn responses() -> Problems {
        problems(&[(400, &["invalid_id"]), (404, &["not_found"]), (409, &["last_manager"])])
    }
}
