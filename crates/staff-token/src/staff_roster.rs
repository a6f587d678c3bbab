//! `GET` and `PUT /api/v1/staff-roster` of a service that checks sessions: the signed roster, as a
//! surface hands it over.

use crate::Guard;
use axum::extract::{FromRef, State};
use service_kit::{
    Json, Problem, openapi::NotFoundRefusal, refusals, serve::large, text_repository::TextRepository,
};
use staff_api::SignedRoster;
use std::sync::Arc;
use utoipa_axum::{
    router::{OpenApiRouter, UtoipaMethodRouterExt as _},
    routes,
};

/// Path of both endpoints, whose bodies may be larger than those of most endpoints.
pub const PATH: &str = "/api/v1/staff-roster";

/// State of both endpoints.
#[derive(Clone)]
pub struct RosterDesk {
    guard: Guard,
    rosters: Arc<dyn TextRepository>,
}

impl RosterDesk {
    /// For the sessions that `guard` checks, with the rosters in the service's database.
    pub fn new(guard: &Guard, rosters: Arc<dyn TextRepository>) -> Self {
        Self { guard: guard.clone(), rosters }
    }
}

/// Both endpoints, for a service whose state has a [`RosterDesk`].
pub fn endpoints<S>() -> OpenApiRouter<S>
where
    S: Clone + Send + Sync + 'static,
    RosterDesk: FromRef<S>,
{
    OpenApiRouter::new().routes(routes!(get_staff_roster, put_staff_roster).map(large))
}

#[utoipa::path(
    get,
    path = "/api/v1/staff-roster",
    tag = "staff",
    summary = "The signed roster that counts here, for a surface that has just started",
    responses((status = 200, description = "The roster", body = SignedRoster), NotFoundRefusal)
)]
/// # Errors
/// 404 `not_found` before the first was handed over.
async fn get_staff_roster(State(desk): State<RosterDesk>) -> Result<Json<SignedRoster>, Problem> {
    desk.guard.roster().1.signed().map(Json).ok_or_else(|| Problem::not_found("roster"))
}

#[utoipa::path(
    put,
    path = "/api/v1/staff-roster",
    tag = "staff",
    summary = "Hands the signed roster over; the answer is the one that counts, which may be a newer one",
    request_body(content = SignedRoster, example = json!({ "signed": "v4.public.e30" })),
    responses((status = 200, description = "The roster that counts", body = SignedRoster), RosterRefusals)
)]
/// # Errors
/// As [`crate::RosterHolder::take`].
async fn put_staff_roster(
    State(desk): State<RosterDesk>,
    Json(signed): Json<SignedRoster>,
) -> Result<Json<SignedRoster>, Problem> {
    let (keys, holder) = desk.guard.roster();
    // Without a key no session is checked.
    let Some(keys) = keys else { return Ok(Json(signed)) };
    Ok(Json(holder.take(keys, &*desk.rosters, signed).await?))
}

refusals!(RosterRefusals: 422 => ["invalid_roster"]);
