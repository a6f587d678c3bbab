//! `PUT /api/v1/admin/items/{id}/picture`: sets an item's picture from an uploaded file.

use super::edited::{Edited, NewVersion};
use super::editor::Editor;
use crate::{
    App,
    app::Target,
    domain::{entity, picture::Picture},
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
    State(app): State<App>,
    Editor(author): Editor,
    PathId(id): PathId<ItemId>,
    target: Target,
    IfMatch(expected): IfMatch,
    file: Bytes,
) -> Result<Edited<Item>, Problem> {
    let decoding = DECODING.acquire().await.map_err(Problem::internal)?;
    let encoded = tokio::task::spawn_blocking(move || Picture::encode(&file)).await;
    drop(decoding);
    let picture = encoded.map_err(Problem::internal)?.map_err(|why| {
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_picture").detail(why.to_string())
    })?;
    app.store.picture_keep(&app.id, &picture, app.clock.now()).await?;
    let shown = json!({ "picture": { "id": picture.id } });
    let changed =
        app.edit(target, expected, &|menu| entity::patch::<Item>(menu, &id, &shown), &author).await?;
    Ok(Edited::with(&changed, &id))
}

refusals!(
    SetPictureRefusals:
    400 => ["invalid_id", "invalid_query"],
    404 => ["not_found"],
    412 => ["version_conflict"],
    422 => ["invalid_picture"],
    428 => ["if_match_missing"],
);
