//! `PUT /api/v1/admin/store/pause`: pauses ordering for a while, or resumes it.

use super::{edited::NewVersion, editor::EditingStaff, store_hours::StoreRefusals};
use crate::{
    MenuService,
    domain::store::{self, SetPause},
};
use axum::extract::State;
use service_kit::{JsonBody, Problem};

#[utoipa::path(
    put,
    path = "/api/v1/admin/store/pause",
    tag = "editing",
    security(("session" = ["barista"])),
    summary = "Stops ordering for a while, or takes it up again",
    request_body(content = SetPause, example = json!({ "paused": true, "until": "2026-03-02T15:00:00+09:00" })),
    responses((status = 200, description = "Done", body = NewVersion), StoreRefusals)
)]
pub(super) async fn set_pause(
    State(app): State<MenuService>,
    EditingStaff(author): EditingStaff,
    JsonBody(to): JsonBody<SetPause>,
) -> Result<NewVersion, Problem> {
    Ok(app.change_menu(None, &|menu| store::set_pause(menu, to), &author).await?.into())
}
