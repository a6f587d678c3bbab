//! `POST /api/v1/sessions/end`: ends the session of the bearer token everywhere; 204.

use crate::{StaffService, db::StaffChangeAuthor};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
};
use service_kit::Problem;
use staff_api::StaffRole;

#[utoipa::path(
    post,
    path = "/api/v1/sessions/end",
    tag = "signing in",
    security(("session" = [])),
    summary = "Ends the session that comes along as a bearer token, and those on its device from before it; twice is as once",
    responses((status = 204, description = "Over"))
)]
pub(super) async fn end_session(
    State(app): State<StaffService>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    if let Some(session) = app.guard.read_session(&headers, StaffRole::Barista)? {
        let by = StaffChangeAuthor::from_session(&session, app.clock.now());
        app.store.end_session(&app.id, &session, &by).await?;
        tracing::info!(person = %session.person.id, device = %session.device, "signed out");
    }
    Ok(StatusCode::NO_CONTENT)
}
