//! `PUT /api/v1/admin/store/pause`: pauses ordering for a while, or resumes it.

use super::{edited::NewVersion, editor::Editor};
use crate::{
    App,
    domain::store::{SetPause, set_pause},
};
use axum::extract::State;
use service_kit::{
    Json, Problem,
    openapi::{Problems, problems},
};
use utoipa::IntoResponses;

#[utoipa::path(
    put,
    path = "/api/v1/admin/store/pause",
    tag = "editing",
    operation_id = "set_pause",
    security(("session" = ["barista"])),
    summary = "Stops ordering for a while, or takes it up again",
    request_body(content = SetPause, example = json!({ "paused": true, "until": "2026-03-02T15:00:00+09:00" })),
    responses((status = 200, description = "Done", body = NewVersion), Refusals)
)]
pub async fn handle(
    State(app): State<App>,
    Editor(author): Editor,
    Json(to): Json<SetPause>,
) -> Result<NewVersion, Problem> {
    Ok(app.change(None, &|menu| set_pause(menu, to), &author).await?.into())
}

pub struct Refusals;

impl IntoResponses for Refusals {
    fn responses() -> Problems {
        problems(&[(404, &["not_found"]), (422, &["invalid_menu"])])
    }
}
