//! `PUT /api/v1/admin/store/hours`: replaces the weekly hours and their exceptions.

use super::{edited::NewVersion, editor::Editor};
use crate::{
    App,
    domain::{
        decode::decode,
        store::{SetHours, set_hours},
    },
};
use axum::extract::State;
use serde_json::Value;
use service_kit::{
    Json, Problem,
    openapi::{Problems, problems},
};
use utoipa::IntoResponses;

#[utoipa::path(
    put,
    path = "/api/v1/admin/store/hours",
    tag = "editing",
    operation_id = "set_hours",
    security(("session" = ["manager"])),
    summary = "Sets the week and its exceptions, as a whole",
    request_body(content = SetHours, example = json!({ "hours": { "mon": ["07:30-22:00"], "sat": ["18:00-25:30"] } })),
    responses((status = 200, description = "Done", body = NewVersion), Refusals)
)]
pub async fn handle(
    State(app): State<App>,
    Editor(author): Editor,
    Json(body): Json<Value>,
) -> Result<NewVersion, Problem> {
    let hours: SetHours = decode(body)?;
    Ok(app.set(|menu| set_hours(menu, &hours), &author).await?.into())
}

pub struct Refusals;

impl IntoResponses for Refusals {
    fn responses() -> Problems {
        problems(&[(404, &["not_found"]), (422, &["invalid_menu"])])
    }
}
