//! `GET` and `PUT /api/v1/staff-roster` of a service that checks sessions: the signed roster, as a
//! surface hands it over.

use crate::Guard;
use axum::{Router, extract::State, routing::get};
use member_api::SignedRoster;
use service_kit::{
    Json, Problem,
    openapi::{Problems, problems},
    serve::large,
    texts::TextRepository,
};
use std::sync::Arc;
use utoipa::IntoResponses;

/// Path of both endpoints, whose bodies may be larger than those of most endpoints.
pub const PATH: &str = "/api/v1/staff-roster";

/// State of both endpoints.
#[derive(Clone)]
pub struct RosterDesk {
    guard: Guard,
    rosters: Arc<dyn TextRepository>,
}

/// Routes of both endpoints, for the sessions that `guard` checks.
pub fn routes<S: Clone + Send + Sync + 'static>(
    guard: &Guard,
    rosters: Arc<dyn TextRepository>,
) -> Router<S> {
    Router::new()
        .route(PATH, large(get(fetch).put(put)))
        .with_state(RosterDesk { guard: guard.clone(), rosters })
}

#[utoipa::path(
    get,
    path = "/api/v1/staff-roster",
    tag = "staff",
    operation_id = "get_staff_roster",
    summary = "The signed roster that counts here, for a surface that has just started",
    responses((status = 200, description = "The roster", body = SignedRoster), Unknown)
)]
/// # Errors
/// 404 `not_found` before the first was handed over.
pub async fn fetch(State(desk): State<RosterDesk>) -> Result<Json<SignedRoster>, Problem> {
    desk.guard.roster().1.signed().map(Json).ok_or_else(|| Problem::not_found("roster"))
}

#[utoipa::path(
    put,
    path = "/api/v1/staff-roster",
    tag = "staff",
    operation_id = "put_staff_roster",
    summary = "Hands the signed roster over; the answer is the one that counts, which may be a newer one",
    request_body(content = SignedRoster, example = json!({ "signed": "v4.public.e30" })),
    responses((status = 200, description = "The roster that counts", body = SignedRoster), Refusals)
)]
/// # Errors
/// As [`crate::RosterHolder::take`].
pub async fn put(
    State(desk): State<RosterDesk>,
    Json(signed): Json<SignedRoster>,
) -> Result<Json<SignedRoster>, Problem> {
    let (keys, holder) = desk.guard.roster();
    // Without a key no session is checked.
    let Some(keys) = keys else { return Ok(Json(signed)) };
    Ok(Json(holder.take(keys, &*desk.rosters, signed).await?))
}

struct Unknown;

impl IntoResponses for Unknown {
    fn responses() -> Problems {
        problems(&[(404, &["not_found"])])
    }
}

struct Refusals;

impl IntoResponses for Refusals {
    fn responses() -> Problems {
        problems(&[(422, &["invalid_roster"])])
    }
}
