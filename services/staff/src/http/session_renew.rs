//! `POST /api/v1/me/session`: takes the PIN again; 200 with a new session in place of the old one.

use super::problem::signed_out;
use crate::App;
use axum::{extract::State, http::HeaderMap};
use service_kit::{Json, Problem, refusals};
use staff_api::{PinAgain, Role, SignedIn};

#[utoipa::path(
    post,
    path = "/api/v1/me/session",
    tag = "signing in",
    security(("session" = [])),
    summary = "Takes the PIN of the person who is signed in once more, and gives a new session in place of the one that comes along",
    request_body(content = PinAgain, example = json!({ "pin": "482913" })),
    responses((status = 200, description = "Signed in anew", body = SignedIn), RenewRefusals)
)]
pub(super) async fn renew_session(
    State(app): State<App>,
    headers: HeaderMap,
    Json(again): Json<PinAgain>,
) -> Result<Json<SignedIn>, Problem> {
    let session = app.guard.read(&headers, Role::Barista)?.ok_or_else(signed_out)?;
    app.admits(&session).await?;
    Ok(Json(app.pin_again(&session, &again).await?))
}

refusals!(RenewRefusals: 401 => ["wrong_pin"], 404 => ["not_found"], 429 => ["too_many_attempts"]);
