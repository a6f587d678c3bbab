//! `PUT /api/v1/admin/arrangement`: sorts categories, items and option groups.

use super::{edited::NewVersion, editor::Editor, patch::EditRefusals};
use crate::{
    App,
    app::Target,
    domain::arrangement::{Arrangement, arrange},
    http::conditional::IfMatch,
};
use axum::extract::State;
use service_kit::{Json, Problem};

#[utoipa::path(
    put,
    path = "/api/v1/admin/arrangement",
    tag = "editing",
    security(("session" = ["manager"])),
    summary = "Arranges the named entities in this sequence, in the positions that they hold; the others stay",
    params(("draft" = Option<bool>, Query, description = "Whether the draft is changed instead"), ("If-Match" = String, Header, description = "The `ETag` of what was seen")),
    request_body(content = Arrangement, example = json!({ "items": ["cafe-latte", "americano"] })),
    responses((status = 200, description = "Done", body = NewVersion), EditRefusals)
)]
pub(super) async fn arrange_menu(
    State(app): State<App>,
    Editor(author): Editor,
    target: Target,
    IfMatch(expected): IfMatch,
    Json(to): Json<Arrangement>,
) -> Result<NewVersion, Problem> {
    Ok(app.edit(target, expected, &|menu| arrange(menu, &to), &author).await?.into())
}
