//! `PATCH /api/v1/admin/people/{id}`: changes a person; 200 with the person as changed.

use crate::App;
use axum::{Extension, extract::State};
use service_kit::{Json, PathId, Problem, refusals};
use staff_api::{Person, PersonId, PersonPatch, Session};

#[utoipa::path(
    patch,
    path = "/api/v1/admin/people/{id}",
    tag = "people",
    security(("session" = ["manager", "recent_pin"])),
    summary = "Changes a person; a new role or PIN signs them out everywhere",
    params(("id" = PersonId, Path, description = "The person's id")),
    request_body(content = PersonPatch, example = json!({ "role": "manager" })),
    responses((status = 200, description = "Who they are now", body = Person), ChangePersonRefusals)
)]
pub(super) async fn change_person(
    State(app): State<App>,
    PathId(id): PathId<PersonId>,
    Extension(by): Extension<Session>,
    Json(patch): Json<PersonPatch>,
) -> Result<Json<Person>, Problem> {
    Ok(Json(app.person_change(id, &patch, &by).await?))
}

refusals!(
    ChangePersonRefusals:
    400 => ["invalid_id"],
    404 => ["not_found"],
    409 => ["pin_taken", "last_manager"],
    422 => ["invalid_name", "invalid_pin", "pin_common", "role_needs_pin"],
    429 => ["too_many_attempts"],
);
