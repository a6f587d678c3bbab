//! `POST /api/v1/admin/people`: adds a person; 201 with the person.

use crate::StaffService;
use axum::{Extension, extract::State, http::StatusCode};
use service_kit::{JsonBody, Problem, refusals};
use staff_api::{NewPerson, StaffPerson, StaffSession};

#[utoipa::path(
    post,
    path = "/api/v1/admin/people",
    tag = "people",
    security(("session" = ["manager", "recent_pin"])),
    summary = "Adds a person",
    request_body(content = NewPerson, example = json!({ "name": "지훈", "role": "barista", "pin": "135790" })),
    responses((status = 201, description = "Added", body = StaffPerson), AddPersonRefusals)
)]
pub(super) async fn add_person(
    State(app): State<StaffService>,
    Extension(by): Extension<StaffSession>,
    JsonBody(new): JsonBody<NewPerson>,
) -> Result<(StatusCode, JsonBody<StaffPerson>), Problem> {
    Ok((StatusCode::CREATED, JsonBody(app.add_person(&new, &by).await?)))
}

refusals!(
    AddPersonRefusals:
    409 => ["pin_taken", "too_many"],
    422 => ["invalid_name", "invalid_pin", "pin_common"],
    429 => ["too_many_attempts"],
);
