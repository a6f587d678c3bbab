//! `POST /api/v1/me/pin`: sets one's own PIN; 200 with a new session, which ends all others of the
//! person.

use super::problem::signed_out;
use crate::StaffService;
use axum::{extract::State, http::HeaderMap};
use service_kit::{JsonBody, Problem, refusals};
use staff_api::{PinChange, SignedIn, StaffRole};

#[utoipa::path(
    post,
    path = "/api/v1/me/pin",
    tag = "signing in",
    security(("session" = [])),
    summary = "Sets the PIN of the person who is signed in, who knows the old one, and signs them in anew",
    request_body(content = PinChange, example = json!({ "old": "482913", "new": "93017264" })),
    responses((status = 200, description = "Signed in anew", body = SignedIn), ChangePinRefusals)
)]
pub(super) async fn change_my_pin(
    State(app): State<StaffService>,
    headers: HeaderMap,
    JsonBody(change): JsonBody<PinChange>,
) -> Result<JsonBody<SignedIn>, Problem> {
    let session = app.guard.read_session(&headers, StaffRole::Barista)?.ok_or_else(signed_out)?;
    app.check_session(&session).await?;
    Ok(JsonBody(app.change_pin(&session, &change).await?))
}

refusals!(
    ChangePinRefusals:
    401 => ["wrong_pin"],
    404 => ["not_found"],
    409 => ["pin_taken"],
    422 => ["invalid_pin", "pin_common", "pin_same"],
    429 => ["too_many_attempts"],
);
