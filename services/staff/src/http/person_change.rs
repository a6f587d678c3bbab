//! `PATCH /api/v1/admin/people/{id}`: changes a person; 200 with the person as changed.

use crate::StaffService;
use axum::{Extension, extract::State};
use service_kit::{JsonBody, PathId, Problem, refusals};
use staff_api::{PersonId, PersonPatch, StaffPerson, StaffSession};

#[utoipa::path(
    patch,
    path = "/api/v1/admin/people/{id}",
    tag = "people",
    security(("session" = ["manager", "recent_pin"])),
    summary = "Changes a person; a new role or PIN signs them out everywhere",
    params(("id" = PersonId, Path, description = "The person's id")),
    request_body(content = PersonPatch, example = json!({ "role": "manager" })),
    responses((status = 200, description = "Who they are now", body = StaffPerson), ChangePersonRefusals)
)]
pub(super) async fn change_person(
    State(app): State<StaffService>,
    PathId(id): PathId<PersonId>,
    Extension(by): Extension<StaffSession>,
    JsonBody(patch): JsonBody<PersonPatch>,
) -> Result<JsonBody<StaffPerson>, Problem> {
    Ok(JsonBody(app.change_person(id, &patch, &by).await?))
}

refusals!(
    ChangePersonRefusals:
    400 => ["invalid_id"],
    404 => ["not_found"],
    409 => ["pin_taken", "last_manager"],
    422 => ["invalid_name", "invalid_pin", "pin_common", "role_needs_pin"],
    429 => ["too_many_attempts"],
);
