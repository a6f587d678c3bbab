//! `PUT /api/v1/admin/items/{id}/availability`: sets an item's availability. It needs no
//! `If-Match`, since "sold out" holds regardless of other edits.

use super::{edited::NewVersion, editor::Editor};
use crate::{
    App,
    domain::availability::{SetAvailability, set_item},
    http::path_id::PathId,
};
use axum::extract::State;
use menu_api::ItemId;
use service_kit::{
    Json, Problem,
    openapi::{Problems, problems},
};
use utoipa::IntoResponses;

#[utoipa::path(
    put,
    path = "/api/v1/admin/items/{id}/availability",
    tag = "editing",
    operation_id = "set_item_availability",
    security(("session" = ["barista"])),
    summary = "Sells an item out, hides it or puts it back",
    params(("id" = ItemId, Path, description = "The item's id")),
    request_body(content = SetAvailability, example = json!({ "state": "sold_out", "until": "end_of_business_day" })),
    responses((status = 200, description = "Done", body = NewVersion), Refusals)
)]
pub async fn handle(
    State(app): State<App>,
    Editor(author): Editor,
    PathId(id): PathId<ItemId>,
    Json(to): Json<SetAvailability>,
) -> Result<NewVersion, Problem> {
    let now = app.clock.now();
    Ok(app.change(None, &|menu| set_item(menu, &id, to, now), &author).await?.into())
}

pub struct Refusals;

impl IntoResponses for Refusals {
    fn responses() -> Problems {
        problems(&[(400, &["invalid_id"]), (404, &["not_found"]), (422, &["invalid_menu"])])
    }
}
