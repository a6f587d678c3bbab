//! `POST /api/v1/admin/people`: adds a person; 201 with the person.

use crate::App;
use axum::{Extension, extract::State, http::StatusCode};
use service_kit::{Json, Problem, refusals};
use staff_api::{NewPerson, Person, Session};

#[utoipa::path(
    post,
    path = "/api/v1/admin/people",
    tag = "people",
    security(("session" = ["manager", "recent_pin"])),
    summary = "Adds a person",
    request_body(content = NewPerson, example = json!({ "name": "지훈", "role": "barista", "pin": "135790" })),
    responses((status = 201, description = "Added", body = Person), AddPersonRefusals)
)]
pub(super) async fn add_person(
    State(app): State<App>,
    Extension(by): Extension<Session>,
    Json(new): Json<NewPerson>,
) -> Result<(StatusCode, Json<Person>), Problem> {
    Ok((StatusCode::CREATED, Json(app.person_add(&new, &by).await?)))
}

refusals!(
    AddPersonRefusals:
    409 => ["pin_taken", "too_many"],
    422 => ["invalid_name", "invalid_pin", "pin_common"],
    429 => ["too_many_attempts"],
);
