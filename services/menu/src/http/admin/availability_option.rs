//! `PUT /api/v1/admin/options/{id}/availability`. It needs no `If-Match`: "sold out" is true whatever else was edited.

use super::edited::NewVersion;
use crate::{
    App,
    domain::availability::{SetAvailability, set_option},
    http::path_id::PathId,
};
use axum::extract::State;
use menu_api::OptionId;
use service_kit::{Json, Problem};

pub async fn handle(
    State(app): State<App>,
    PathId(id): PathId<OptionId>,
    Json(to): Json<SetAvailability>,
) -> Result<NewVersion, Problem> {
    let now = app.clock.now();
    Ok(app.change(None, &|menu| set_option(menu, &id, to, now)).await?.into())
}
