//! `GET /api/v1/activity-key`: the key with which surfaces seal the time of a person's last action.

use crate::StaffService;
use axum::extract::State;
use service_kit::{JsonBody, Problem};
use staff_api::SharedActivityKey;
use staff_token::ActivityKey;

#[utoipa::path(
    get,
    path = "/api/v1/activity-key",
    tag = "reading",
    summary = "The key with which surfaces seal when a person last did something in a session",
    responses((status = 200, description = "The key", body = SharedActivityKey))
)]
pub(super) async fn get_activity_key(
    State(app): State<StaffService>,
) -> Result<JsonBody<SharedActivityKey>, Problem> {
    let key = ActivityKey::derive_from(&app.key).map_err(Problem::internal_error)?;
    Ok(JsonBody(SharedActivityKey { key: key.to_secret_text() }))
}
