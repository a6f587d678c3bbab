//! `GET /api/v1/pictures/{id}` and `GET /api/v1/thumbnails/{id}`: an item's picture, immutable
//! under its id.

use crate::{MenuService, domain::picture::EncodedSize};
use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use http::header;
use menu_api::PictureId;
use service_kit::{PathId, Problem, openapi::IdRefusals};

#[utoipa::path(
    get,
    path = "/api/v1/pictures/{id}",
    tag = "reading",
    operation_id = "picture",
    summary = "An item's picture",
    params(("id" = PictureId, Path, description = "Its id")),
    responses((status = 200, description = "The picture", body = inline(String), content_type = "image/jpeg"), IdRefusals)
)]
pub(super) async fn get_picture(
    State(app): State<MenuService>,
    PathId(id): PathId<PictureId>,
) -> Result<Response, Problem> {
    answer_picture(&app, &id, EncodedSize::Large).await
}

#[utoipa::path(
    get,
    path = "/api/v1/thumbnails/{id}",
    tag = "reading",
    operation_id = "thumbnail",
    summary = "The same for a list",
    params(("id" = PictureId, Path, description = "Its id")),
    responses((status = 200, description = "The picture", body = inline(String), content_type = "image/jpeg"), IdRefusals)
)]
pub(super) async fn get_thumbnail(
    State(app): State<MenuService>,
    PathId(id): PathId<PictureId>,
) -> Result<Response, Problem> {
    answer_picture(&app, &id, EncodedSize::Small).await
}

async fn answer_picture(
    app: &MenuService,
    id: &PictureId,
    size: EncodedSize,
) -> Result<Response, Problem> {
    let found = app.store.fetch_picture(&app.id, id, size).await?;
    let bytes = found.ok_or_else(|| Problem::not_found("picture"))?;
    let headers = [
        (header::CONTENT_TYPE, "image/jpeg"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, bytes).into_response())
}
