//! `PUT /api/v1/admin/store/wait`: quotes longer times for a while, or the usual ones again.

use super::{edited::NewVersion, editor::Editor};
use crate::{
    App,
    domain::store::{SetWait, set_wait},
};
use axum::extract::State;
use service_kit::{
    Json, Problem,
    openapi::{Problems, problems},
};
use utoipa::IntoResponses;

#[utoipa::path(
    put,
    path = "/api/v1/admin/store/wait",
    tag = "editing",
    operation_id = "set_wait",
    security(("session" = ["barista"])),
    summary = "Quotes longer times for a while, or the usual ones again",
    request_body(content = SetWait, example = json!({ "extra_s": 600, "until": "2026-03-02T15:00:00+09:00" })),
    responses((status = 200, description = "Done", body = NewVersion), Refusals)
)]
pub async fn handle(
    State(app): State<App>,
    Editor(author): Editor,
    Json(to): Json<SetWait>,
) -> Result<NewVersion, Problem> {
    Ok(app.set(|menu| set_wait(menu, to), &author).await?.into())
}

pub struct Refusals;

impl IntoResponses for Refusals {
    fn responses() -> Problems {
        problems(&[(404, &["not_found"]), (422, &["invalid_menu"])])
    }
}
