//! `PUT /api/v1/admin/options/{id}/availability`: sets an option's availability. It needs no
//! `If-Match`, since "sold out" holds regardless of other edits.

use super::{edited::NewVersion, editor::Editor};
use crate::{
    App,
    domain::availability::{SetAvailability, set_option},
    http::path_id::PathId,
};
use axum::extract::State;
use menu_api::OptionId;
use service_kit::{
    Json, Problem,
    openapi::{Problems, problems},
};
use utoipa::IntoResponses;

#[utoipa::path(
    put,
    path = "/api/v1/admin/options/{id}/availability",
    tag = "editing",
    operation_id = "set_option_availability",
    security(("session" = ["barista"])),
    summary = "Sells an option out, hides it or puts it back",
    params(("id" = OptionId, Path, description = "The option's id")),
    request_body(content = SetAvailability, example = json!({ "state": "sold_out", "until": "end_of_business_day" })),
    responses((status = 200, description = "Done", body = NewVersion), Refusals)
)]
pub async fn handle(
    State(app): State<App>,
    Editor(author): Editor,
    PathId(id): PathId<OptionId>,
    Json(to): Json<SetAvailability>,
) -> Result<NewVersion, Problem> {
    let now = app.clock.now();
    Ok(app.change(None, &|menu| set_option(menu, &id, to, now), &author).await?.into())
}

pub struct Refusals;

impl IntoResponses for Refusals {
    fn responses() -> Problems {
        problems(&[(400, &["invalid_id"]), (404, &["not_found"]), (422, &["invalid_menu"])])
    }
}
