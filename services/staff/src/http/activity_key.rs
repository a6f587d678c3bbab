//! `GET /api/v1/activity-key`: the key with which surfaces seal the time of a person's last action.

use crate::App;
use axum::extract::State;
use service_kit::{Json, Problem};
use staff_api::SharedActivityKey;
use staff_token::ActivityKey;

#[utoipa::path(
    get,
    path = "/api/v1/activity-key",
    tag = "reading",
    summary = "The key with which surfaces seal when a person last did something in a session",
    responses((status = 200, description = "The key", body = SharedActivityKey))
)]
pub(super) async fn get_activity_key(State(app): State<App>) -> Result<Json<SharedActivityKey>, Problem> {
    let key = ActivityKey::of(&app.key).map_err(Problem::internal)?;
    Ok(Json(SharedActivityKey { key: key.to_secret_text() }))
}
