//! `POST /api/v1/me/pin`: sets one's own PIN; 200 with a new session, which ends all others of the
//! person.

use super::problem::signed_out;
use crate::App;
use axum::{extract::State, http::HeaderMap};
use service_kit::{Json, Problem, refusals};
use staff_api::{PinChange, Role, SignedIn};

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
    State(app): State<App>,
    headers: HeaderMap,
    Json(change): Json<PinChange>,
) -> Result<Json<SignedIn>, Problem> {
    let session = app.guard.read(&headers, Role::Barista)?.ok_or_else(signed_out)?;
    app.admits(&session).await?;
    Ok(Json(app.pin_change(&session, &change).await?))
}

refusals!(
    ChangePinRefusals:
    401 => ["wrong_pin"],
    404 => ["not_found"],
    409 => ["pin_taken"],
    422 => ["invalid_pin", "pin_common", "pin_same"],
    429 => ["too_many_attempts"],
);
