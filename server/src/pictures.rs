//! `GET …/pictures/{id}` and `…/thumbnails/{id}`: pictures of items, from the menu service. The
//! picture of an id never changes.

use crate::state::Site;
use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use gateway::PictureSize;
use http::header;
use service_kit::Problem;

pub async fn large(State(site): State<Site>, Path(id): Path<String>) -> Response {
    picture(&site, &id, PictureSize::Large).await
}

pub async fn small(State(site): State<Site>, Path(id): Path<String>) -> Response {
    picture(&site, &id, PictureSize::Small).await
}

/// Answers with the picture; 404 if there is none, and 503 if it is not cached here and the menu
/// service is down.
async fn picture(site: &Site, id: &str, size: PictureSize) -> Response {
    let Ok(id) = id.parse() else { return Problem::not_found("picture").into_response() };
    match site.gateway.picture(&id, size).await {
        Ok(Some(picture)) => {
            let headers = [
                (header::CONTENT_TYPE, "image/jpeg"),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            ];
            (headers, picture).into_response()
        }
        Ok(None) => Problem::not_found("picture").into_response(),
        Err(error) => Problem::unavailable(error).into_response(),
    }
}
