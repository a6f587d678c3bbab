//! `PUT /api/v1/admin/menu`: replaces all categories, items and option groups in one transaction.

use super::{edited::NewVersion, editor::Editor};
use crate::{
    App,
    app::Target,
    domain::{
        content::{self, Content},
        decode::decode,
    },
    http::conditional::IfMatch,
};
use axum::extract::State;
use serde_json::Value;
use service_kit::{Json, Problem, refusals};

#[utoipa::path(
    put,
    path = "/api/v1/admin/menu",
    tag = "editing",
    security(("session" = ["manager", "recent_pin"])),
    summary = "Replaces everything that is sold, as a whole; the body may have up to 8 MiB",
    params(("draft" = Option<bool>, Query, description = "Whether the draft is changed instead"), ("If-Match" = String, Header, description = "The `ETag` of what was seen")),
    request_body(content = Content, example = json!({
        "categories": [{ "id": "coffee", "name": { "ko": "커피" } }],
        "items": [{ "id": "americano", "category": "coffee", "name": { "ko": "아메리카노" }, "price_minor": 4500 }],
        "option_groups": []
    })),
    responses((status = 200, description = "Done", body = NewVersion), SetMenuRefusals)
)]
pub(super) async fn set_menu(
    State(app): State<App>,
    Editor(author): Editor,
    target: Target,
    IfMatch(expected): IfMatch,
    Json(body): Json<Value>,
) -> Result<NewVersion, Problem> {
    let to: Content = decode(body)?;
    let set = |menu: &mut menu_api::Menu| {
        content::set(menu, &to);
        Ok(())
    };
    Ok(app.edit(target, expected, &set, &author).await?.into())
}

refusals!(
    SetMenuRefusals:
    400 => ["invalid_query"],
    404 => ["not_found"],
    412 => ["version_conflict"],
    422 => ["invalid_menu"],
    428 => ["if_match_missing"],
);
