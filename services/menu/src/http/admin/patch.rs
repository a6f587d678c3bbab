//! `PATCH /api/v1/admin/{categories,items,option-groups}/{id}`: applies a JSON merge patch (RFC
//! 7396).

use super::{edited::EntityEdit, editor::EditingStaff};
use crate::{MenuService, app::ChangeTarget, domain::entity, http::conditional::IfMatch};
use axum::extract::State;
use menu_api::{Category, CategoryId, Item, ItemId, Menu, OptionGroup, OptionGroupId};
use serde_json::Value;
use service_kit::{JsonBody, PathId, Problem, refusals};

macro_rules! patch {
    ($($name:ident $path:literal $id:ty, $body:ty, $text:literal, $example:expr;)+) => {$(
        #[utoipa::path(
            patch,
            path = $path,
            tag = "editing",
            security(("session" = ["manager", "recent_pin"])),
            summary = $text,
            params(("id" = $id, Path, description = "Its id"), ("draft" = Option<bool>, Query, description = "Whether the draft is changed instead"), ("If-Match" = String, Header, description = "The `ETag` of what was seen")),
            request_body(content = $body, example = $example),
            responses((status = 200, description = "Changed", body = $body), EditRefusals)
        )]
        pub(super) async fn $name(
            State(app): State<MenuService>,
            EditingStaff(author): EditingStaff,
            PathId(id): PathId<$id>,
            target: ChangeTarget,
            IfMatch(expected): IfMatch,
            JsonBody(patch): JsonBody<Value>,
        ) -> Result<EntityEdit<$body>, Problem> {
            let edit = |menu: &mut Menu| entity::patch_entity::<$body>(menu, &id, &patch);
            Ok(EntityEdit::from_change(&app.edit_entity(target, expected, &edit, &author).await?, &id))
        }
    )+};
}

patch! {
    patch_category "/api/v1/admin/categories/{id}" CategoryId, Category, "Changes a category by a JSON merge patch (RFC 7396)", json!({ "name": { "en": "Hot coffee" } });
    patch_item "/api/v1/admin/items/{id}" ItemId, Item, "Changes an item by a JSON merge patch (RFC 7396)", json!({ "price_minor": 4800 });
    patch_option_group "/api/v1/admin/option-groups/{id}" OptionGroupId, OptionGroup, "Changes an option group by a JSON merge patch (RFC 7396)", json!({ "max": 1 });
}

refusals!(
    /// Refusals of a change to one existing entity.
    pub(super) EditRefusals:
    400 => ["invalid_id", "invalid_query"],
    404 => ["not_found"],
    412 => ["version_conflict"],
    422 => ["invalid_menu"],
    428 => ["if_match_missing"],
);
