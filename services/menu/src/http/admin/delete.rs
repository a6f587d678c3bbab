//! `DELETE /api/v1/admin/{categories,items,option-groups}/{id}`: refused while something refers to
//! the entity.

use super::{edited::NewVersion, editor::Editor, patch::Refusals};
use crate::{
    App,
    app::Target,
    domain::{Entity, entity},
    http::{conditional::IfMatch, path_id::PathId},
};
use axum::extract::State;
use menu_api::{CategoryId, ItemId, OptionGroupId};
use service_kit::Problem;

pub async fn handle<E: Entity>(
    State(app): State<App>,
    Editor(author): Editor,
    PathId(id): PathId<E::Id>,
    target: Target,
    IfMatch(expected): IfMatch,
) -> Result<NewVersion, Problem> {
    let changed = app.edit(target, expected, &|menu| entity::delete::<E>(menu, &id), &author).await?;
    Ok(changed.into())
}

/// Describes [`handle`] in the OpenAPI document, once for each kind.
macro_rules! described {
    ($($name:ident $path:literal $id:ty, $text:literal;)+) => {$(
        #[utoipa::path(
            delete,
            path = $path,
            tag = "editing",
            operation_id = stringify!($name),
            security(("session" = ["manager", "recent_pin"])),
            summary = $text,
            params(("id" = $id, Path, description = "Its id"), ("draft" = Option<bool>, Query, description = "Whether the draft is changed instead"), ("If-Match" = String, Header, description = "The `ETag` of what was seen")),
            responses((status = 200, description = "Taken out", body = NewVersion), Refusals)
        )]
        #[expect(dead_code, reason = "it is only described")]
        pub fn $name() {}
    )+};
}

described! {
    delete_category "/api/v1/admin/categories/{id}" CategoryId, "Takes a category out, while nothing refers to it";
    delete_item "/api/v1/admin/items/{id}" ItemId, "Takes an item out, while nothing refers to it";
    delete_option_group "/api/v1/admin/option-groups/{id}" OptionGroupId, "Takes an option group out, while nothing refers to it";
}
