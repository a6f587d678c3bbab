//! `PUT /api/v1/admin/items/{id}/picture`: sets an item's picture from an uploaded file.

use super::edited::{EntityEdit, NewVersion};
use super::editor::EditingStaff;
use crate::{
    MenuService,
    app::ChangeTarget,
    domain::{entity, picture::EncodedPicture},
    http::conditional::IfMatch,
};
use axum::{body::Bytes, extract::State};
use http::StatusCode;
use menu_api::{Item, ItemId};
use serde_json::json;
use service_kit::{PathId, Problem, refusals};
use std::sync::LazyLock;
use tokio::sync::Semaphore;

/// Bulkhead: one picture is decoded at a time, since each takes a core and up to 160 MiB.
static DECODING: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(1));

#[utoipa::path(
    put,
    path = "/api/v1/admin/items/{id}/picture",
    tag = "editing",
    security(("session" = ["manager"])),
    summary = "Sets an item's picture from a JPEG, PNG or WebP file of up to 8 MiB, which is encoded anew",
    params(("id" = ItemId, Path, description = "Its id"), ("draft" = Option<bool>, Query, description = "Whether the draft is changed instead"), ("If-Match" = String, Header, description = "The `ETag` of what was seen")),
    request_body(content = inline(String), content_type = "application/octet-stream"),
    responses((status = 200, description = "Changed", body = NewVersion), SetPictureRefusals)
)]
pub(super) async fn set_item_picture(
    State(app): State<MenuService>,
    EditingStaff(author): EditingStaff,
    PathId(id): PathId<ItemId>,
    target: ChangeTarget,
    IfMatch(expected): IfMatch,
    file: Bytes,
) -> Result<EntityEdit<Item>, Problem> {
    let decoding = DECODING.acquire().await.map_err(Problem::internal_error)?;
    let encoded = tokio::task::spawn_blocking(move || EncodedPicture::encode_file(&file)).await;
    drop(decoding);
    let picture = encoded.map_err(Problem::internal_error)?.map_err(|why| {
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_picture")
            .with_detail(why.to_string())
    })?;
    app.store.store_picture(&app.id, &picture, app.clock.now()).await?;
    let shown = json!({ "picture": { "id": picture.id } });
    let changed = app
        .edit_entity(
            target,
            expected,
            &|menu| entity::patch_entity::<Item>(menu, &id, &shown),
            &author,
        )
        .await?;
    Ok(EntityEdit::from_change(&changed, &id))
}

refusals!(
    SetPictureRefusals:
    400 => ["invalid_id", "invalid_query"],
    404 => ["not_found"],
    412 => ["version_conflict"],
    422 => ["invalid_picture"],
    428 => ["if_match_missing"],
);
