//! `POST /api/v1/me/session`: takes the PIN again; 200 with a new session in place of the old one.

use super::problem::signed_out;
use crate::StaffService;
use axum::{extract::State, http::HeaderMap};
use service_kit::{JsonBody, Problem, refusals};
use staff_api::{PinAgain, SignedIn, StaffRole};

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
    State(app): State<StaffService>,
    headers: HeaderMap,
    JsonBody(again): JsonBody<PinAgain>,
) -> Result<JsonBody<SignedIn>, Problem> {
    let session = app.guard.read_session(&headers, StaffRole::Barista)?.ok_or_else(signed_out)?;
    app.check_session(&session).await?;
    Ok(JsonBody(app.renew_session(&session, &again).await?))
}

refusals!(RenewRefusals: 401 => ["wrong_pin"], 404 => ["not_found"], 429 => ["too_many_attempts"]);
