//! `PUT /api/v1/admin/menu`: replaces all categories, items and option groups in one transaction.

use super::{edited::NewVersion, editor::EditingStaff};
use crate::{
    MenuService,
    app::ChangeTarget,
    domain::{
        content::{self, MenuContent},
        decode::decode_entity,
    },
    http::conditional::IfMatch,
};
use axum::extract::State;
use serde_json::Value;
use service_kit::{JsonBody, Problem, refusals};

#[utoipa::path(
    put,
    path = "/api/v1/admin/menu",
    tag = "editing",
    security(("session" = ["manager", "recent_pin"])),
    summary = "Replaces everything that is sold, as a whole; the body may have up to 8 MiB",
    params(("draft" = Option<bool>, Query, description = "Whether the draft is changed instead"), ("If-Match" = String, Header, description = "The `ETag` of what was seen")),
    request_body(content = MenuContent, example = json!({
        "categories": [{ "id": "coffee", "name": { "ko": "커피" } }],
        "items": [{ "id": "americano", "category": "coffee", "name": { "ko": "아메리카노" }, "price_minor": 4500 }],
        "option_groups": []
    })),
    responses((status = 200, description = "Done", body = NewVersion), SetMenuRefusals)
)]
pub(super) async fn set_menu(
    State(app): State<MenuService>,
    EditingStaff(author): EditingStaff,
    target: ChangeTarget,
    IfMatch(expected): IfMatch,
    JsonBody(body): JsonBody<Value>,
) -> Result<NewVersion, Problem> {
    let to: MenuContent = decode_entity(body)?;
    let set = |menu: &mut menu_api::Menu| {
        content::set_content(menu, &to);
        Ok(())
    };
    Ok(app.edit_entity(target, expected, &set, &author).await?.into())
}

refusals!(
    SetMenuRefusals:
    400 => ["invalid_query"],
    404 => ["not_found"],
    412 => ["version_conflict"],
    422 => ["invalid_menu"],
    428 => ["if_match_missing"],
);
