//! `PUT /api/v1/admin/items/{id}/availability`. It needs no `If-Match`: "sold out" is true whatever else was edited.

use super::edited::NewVersion;
use crate::{
    App,
    domain::availability::{SetAvailability, set_item},
    http::path_id::PathId,
};
use axum::extract::State;
use menu_api::ItemId;
use service_kit::{Json, Problem};

pub async fn handle(
    State(app): State<App>,
    PathId(id): PathId<ItemId>,
    Json(to): Json<SetAvailability>,
) -> Result<NewVersion, Problem> {
    let now = app.clock.now();
    Ok(app.change(None, &|menu| set_item(menu, &id, to, now)).await?.into())
}
