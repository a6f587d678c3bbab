//! `DELETE /api/v1/admin/people/{id}`: removes a person; 204.

use crate::{StaffService, db::StaffChangeAuthor};
use axum::{Extension, extract::State, http::StatusCode};
use service_kit::{PathId, Problem, refusals};
use staff_api::{PersonId, StaffSession};

#[utoipa::path(
    delete,
    path = "/api/v1/admin/people/{id}",
    tag = "people",
    security(("session" = ["manager", "recent_pin"])),
    summary = "Removes a person, which ends their sessions",
    params(("id" = PersonId, Path, description = "The person's id")),
    responses((status = 204, description = "Gone"), RemovePersonRefusals)
)]
pub(super) async fn remove_person(
    State(app): State<StaffService>,
    PathId(id): PathId<PersonId>,
    Extension(by): Extension<StaffSession>,
) -> Result<StatusCode, Problem> {
    let by = StaffChangeAuthor::from_session(&by, app.clock.now());
    app.store.remove_person(&app.id, id, &by).await?;
    Ok(StatusCode::NO_CONTENT)
}

refusals!(RemovePersonRefusals: 400 => ["invalid_id"], 404 => ["not_found"], 409 => ["last_manager"]);
