//! `DELETE /api/v1/admin/{categories,items,option-groups}/{id}`: refused while something refers to
//! the entity.

use super::{edited::NewVersion, editor::EditingStaff, patch::EditRefusals};
use crate::{MenuService, app::ChangeTarget, domain::entity, http::conditional::IfMatch};
use axum::extract::State;
use menu_api::{Category, CategoryId, Item, ItemId, Menu, OptionGroup, OptionGroupId};
use service_kit::{PathId, Problem};

macro_rules! delete {
    ($($name:ident $path:literal $entity:ty, $id:ty, $text:literal;)+) => {$(
        #[utoipa::path(
            delete,
            path = $path,
            tag = "editing",
            security(("session" = ["manager", "recent_pin"])),
            summary = $text,
            params(("id" = $id, Path, description = "Its id"), ("draft" = Option<bool>, Query, description = "Whether the draft is changed instead"), ("If-Match" = String, Header, description = "The `ETag` of what was seen")),
            responses((status = 200, description = "Taken out", body = NewVersion), EditRefusals)
        )]
        pub(super) async fn $name(
            State(app): State<MenuService>,
            EditingStaff(author): EditingStaff,
            PathId(id): PathId<$id>,
            target: ChangeTarget,
            IfMatch(expected): IfMatch,
        ) -> Result<NewVersion, Problem> {
            let edit = |menu: &mut Menu| entity::delete_entity::<$entity>(menu, &id);
            Ok(app.edit_entity(target, expected, &edit, &author).await?.into())
        }
    )+};
}

delete! {
    delete_category "/api/v1/admin/categories/{id}" Category, CategoryId, "Takes a category out, while nothing refers to it";
    delete_item "/api/v1/admin/items/{id}" Item, ItemId, "Takes an item out, while nothing refers to it";
    delete_option_group "/api/v1/admin/option-groups/{id}" OptionGroup, OptionGroupId, "Takes an option group out, while nothing refers to it";
}
