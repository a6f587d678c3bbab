//! `GET /api/v1/roster`: the signed roster of people and devices; 304 while it is unchanged.

use crate::StaffService;
use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use service_kit::{JsonBody, Problem};
use sha2::{Digest as _, Sha256};
use staff_api::SignedRoster;

#[utoipa::path(
    get,
    path = "/api/v1/roster",
    tag = "reading",
    summary = "Who belongs to the store, and which devices, signed: a session of anybody else counts no more",
    responses((status = 200, description = "The roster", body = SignedRoster), (status = 304, description = "As it was"))
)]
pub(super) async fn get_roster(
    State(app): State<StaffService>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let roster = app.store.fetch_roster(&app.id).await?;
    let roster = app.key.sign_roster(&roster).map_err(Problem::internal_error)?;
    let tag = roster_etag(&roster).map_err(Problem::internal_error)?;
    if headers.get(header::IF_NONE_MATCH) == Some(&tag) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    Ok(([(header::ETAG, tag)], JsonBody(roster)).into_response())
}

/// `ETag` from the roster's content, so that replicas agree.
fn roster_etag(roster: &SignedRoster) -> anyhow::Result<HeaderValue> {
    let digest = Sha256::digest(roster.signed.as_bytes());
    Ok(HeaderValue::from_str(&format!("\"{}\"", hex::encode(&digest[..16])))?)
}
