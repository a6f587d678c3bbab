//! `POST /api/v1/sessions`: signs a person in; 201 with a signed session.

use crate::StaffService;
use axum::{extract::State, http::StatusCode};
use service_kit::{JsonBody, Problem, refusals};
use staff_api::{SignIn, SignedIn};

#[utoipa::path(
    post,
    path = "/api/v1/sessions",
    tag = "signing in",
    summary = "Signs in whoever has the PIN; a manager enrols the device by that",
    request_body(content = SignIn, example = json!({ "pin": "482913", "address": "192.0.2.7" })),
    responses((status = 201, description = "Signed in", body = SignedIn), SignInRefusals)
)]
pub(super) async fn sign_in(
    State(app): State<StaffService>,
    JsonBody(asked): JsonBody<SignIn>,
) -> Result<(StatusCode, JsonBody<SignedIn>), Problem> {
    Ok((StatusCode::CREATED, JsonBody(app.sign_in(&asked).await?)))
}

refusals!(
    SignInRefusals:
    401 => ["wrong_pin"],
    403 => ["device_unknown"],
    409 => ["too_many"],
    429 => ["too_many_attempts"],
);
