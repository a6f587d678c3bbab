//! `PUT /api/v1/admin/arrangement`: sorts categories, items and option groups.

use super::{edited::NewVersion, editor::EditingStaff, patch::EditRefusals};
use crate::{
    MenuService,
    app::ChangeTarget,
    domain::arrangement::{MenuArrangement, apply_arrangement},
    http::conditional::IfMatch,
};
use axum::extract::State;
use service_kit::{JsonBody, Problem};

#[utoipa::path(
    put,
    path = "/api/v1/admin/arrangement",
    tag = "editing",
    security(("session" = ["manager"])),
    summary = "Arranges the named entities in this sequence, in the positions that they hold; the others stay",
    params(("draft" = Option<bool>, Query, description = "Whether the draft is changed instead"), ("If-Match" = String, Header, description = "The `ETag` of what was seen")),
    request_body(content = MenuArrangement, example = json!({ "items": ["cafe-latte", "americano"] })),
    responses((status = 200, description = "Done", body = NewVersion), EditRefusals)
)]
pub(super) async fn arrange_menu(
    State(app): State<MenuService>,
    EditingStaff(author): EditingStaff,
    target: ChangeTarget,
    IfMatch(expected): IfMatch,
    JsonBody(to): JsonBody<MenuArrangement>,
) -> Result<NewVersion, Problem> {
    Ok(app
        .edit_entity(target, expected, &|menu| apply_arrangement(menu, &to), &author)
        .await?
        .into())
}
