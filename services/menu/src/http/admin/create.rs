//! `POST /api/v1/admin/{categories,items,option-groups}`: appends an entity.

use super::{edited::EntityEdit, editor::EditingStaff};
use crate::{
    MenuService,
    app::ChangeTarget,
    domain::{decode::decode_entity, entity},
    http::conditional::IfMatch,
};
use axum::extract::State;
use http::StatusCode;
use menu_api::{Category, Item, OptionGroup};
use serde_json::Value;
use service_kit::{JsonBody, Problem, refusals};

macro_rules! create {
    ($($name:ident $path:literal $body:ty, $text:literal, $example:expr;)+) => {$(
        #[utoipa::path(
            post,
            path = $path,
            tag = "editing",
            security(("session" = ["manager", "recent_pin"])),
            summary = $text,
            params(("draft" = Option<bool>, Query, description = "Whether the draft is changed instead"), ("If-Match" = String, Header, description = "The `ETag` of what was seen")),
            request_body(content = $body, example = $example),
            responses((status = 201, description = "Made", body = $body), CreateRefusals)
        )]
        pub(super) async fn $name(
            State(app): State<MenuService>,
            EditingStaff(author): EditingStaff,
            target: ChangeTarget,
            IfMatch(expected): IfMatch,
            JsonBody(body): JsonBody<Value>,
        ) -> Result<(StatusCode, EntityEdit<$body>), Problem> {
            let made: $body = decode_entity(body)?;
            let changed = app.edit_entity(target, expected, &|menu| entity::create_entity(menu, &made), &author).await?;
            Ok((StatusCode::CREATED, EntityEdit::from_change(&changed, &made.id)))
        }
    )+};
}

create! {
    create_category "/api/v1/admin/categories" Category, "Adds a category after the last", json!({ "id": "seasonal", "name": { "ko": "계절 메뉴", "en": "Seasonal" } });
    create_item "/api/v1/admin/items" Item, "Adds an item after the last", json!({ "id": "yuja-tea", "category": "tea-ade", "name": { "ko": "유자차" }, "price_minor": 5500, "prep_s": 75, "takes_cup": true, "served": ["11:00-22:00"] });
    create_option_group "/api/v1/admin/option-groups" OptionGroup, "Adds an option group after the last", json!({ "id": "ice", "name": { "ko": "얼음" }, "max": 1, "options": [{ "id": "less-ice", "name": { "ko": "적게" } }] });
}

refusals!(
    CreateRefusals:
    400 => ["invalid_query"],
    404 => ["not_found"],
    409 => ["id_taken"],
    412 => ["version_conflict"],
    422 => ["invalid_menu"],
    428 => ["if_match_missing"],
);
