//! `POST /api/v1/admin/{categories,items,option-groups}`: appends an entity.

use super::{edited::Edited, editor::Editor};
use crate::{
    App,
    app::Target,
    domain::{decode::decode, entity},
    http::conditional::IfMatch,
};
use axum::extract::State;
use http::StatusCode;
use menu_api::{Category, Item, OptionGroup};
use serde_json::Value;
use service_kit::{Json, Problem, refusals};

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
            State(app): State<App>,
            Editor(author): Editor,
            target: Target,
            IfMatch(expected): IfMatch,
            Json(body): Json<Value>,
        ) -> Result<(StatusCode, Edited<$body>), Problem> {
            let made: $body = decode(body)?;
            let changed = app.edit(target, expected, &|menu| entity::create(menu, &made), &author).await?;
            Ok((StatusCode::CREATED, Edited::with(&changed, &made.id)))
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
