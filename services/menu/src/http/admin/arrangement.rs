//! `PUT /api/v1/admin/order`: sorts categories, items and option groups.

use super::{edited::NewVersion, editor::Editor, patch::Refusals};
use crate::{
    App,
    app::Target,
    domain::order::{self, SetOrder},
    http::conditional::IfMatch,
};
use axum::extract::State;
use service_kit::{Json, Problem};

#[utoipa::path(
    put,
    path = "/api/v1/admin/order",
    tag = "editing",
    operation_id = "set_order",
    security(("session" = ["manager"])),
    summary = "Puts those that are named in this order, in the places that they hold; the others stay",
    params(("draft" = Option<bool>, Query, description = "Whether the draft is changed instead"), ("If-Match" = String, Header, description = "The `ETag` of what was seen")),
    request_body(content = SetOrder, example = json!({ "items": ["cafe-latte", "americano"] })),
    responses((status = 200, description = "Done", body = NewVersion), Refusals)
)]
pub async fn handle(
    State(app): State<App>,
    Editor(author): Editor,
    target: Target,
    IfMatch(expected): IfMatch,
    Json(to): Json<SetOrder>,
) -> Result<NewVersion, Problem> {
    Ok(app.edit(target, expected, &|menu| order::set(menu, &to), &author).await?.into())
}
