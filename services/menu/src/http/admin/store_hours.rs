//! `PUT /api/v1/admin/store/hours`: replaces the weekly hours and their exceptions.

use super::{edited::NewVersion, editor::EditingStaff};
use crate::{
    MenuService,
    domain::{
        decode::decode_entity,
        store::{self, SetHours},
    },
};
use axum::extract::State;
use serde_json::Value;
use service_kit::{JsonBody, Problem, refusals};

#[utoipa::path(
    put,
    path = "/api/v1/admin/store/hours",
    tag = "editing",
    security(("session" = ["manager"])),
    summary = "Sets the week and its exceptions, as a whole",
    request_body(content = SetHours, example = json!({ "hours": { "mon": ["07:30-22:00"], "sat": ["18:00-25:30"] } })),
    responses((status = 200, description = "Done", body = NewVersion), StoreRefusals)
)]
pub(super) async fn set_hours(
    State(app): State<MenuService>,
    EditingStaff(author): EditingStaff,
    JsonBody(body): JsonBody<Value>,
) -> Result<NewVersion, Problem> {
    let hours: SetHours = decode_entity(body)?;
    Ok(app.apply_unconditionally(|menu| store::set_hours(menu, &hours), &author).await?.into())
}

refusals!(
    /// Refusals of a change to what may be set at any version.
    pub(super) StoreRefusals:
    404 => ["not_found"], 422 => ["invalid_menu"]
);
