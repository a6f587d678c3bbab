//! `GET …/pictures/{id}` and `…/thumbnails/{id}`: pictures of items, from the menu service. The
//! picture of an id never changes.

use crate::state::SurfaceState;
use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use gateway::PictureSize;
use http::header;
use service_kit::Problem;

pub async fn serve_picture(State(site): State<SurfaceState>, Path(id): Path<String>) -> Response {
    respond_with_picture(&site, &id, PictureSize::Large).await
}

pub async fn serve_thumbnail(State(site): State<SurfaceState>, Path(id): Path<String>) -> Response {
    respond_with_picture(&site, &id, PictureSize::Small).await
}

/// Answers with the picture; 404 if there is none, and 503 if it is not cached here and the menu
/// service is down.
async fn respond_with_picture(site: &SurfaceState, id: &str, size: PictureSize) -> Response {
    let Ok(id) = id.parse() else { return Problem::not_found("picture").into_response() };
    match site.gateway.fetch_picture(&id, size).await {
        Ok(Some(picture)) => {
            let headers = [
                (header::CONTENT_TYPE, "image/jpeg"),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            ];
            (headers, picture).into_response()
        }
        Ok(None) => Problem::not_found("picture").into_response(),
        Err(error) => Problem::service_unavailable(error).into_response(),
    }
}
