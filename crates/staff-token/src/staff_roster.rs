//! `GET` and `PUT /api/v1/staff-roster` of a service that checks sessions: the signed roster, as a
//! surface hands it over.

use crate::StaffGuard;
use axum::extract::{FromRef, State};
use service_kit::{
    JsonBody, Problem, openapi::NotFoundRefusal, refusals, serve::allow_large_body,
    text_repository::TextRepository,
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
pub struct RosterEndpointState {
    guard: StaffGuard,
    rosters: Arc<dyn TextRepository>,
}

impl RosterEndpointState {
    /// For the sessions that `guard` checks, with the rosters in the service's database.
    pub fn new(guard: &StaffGuard, rosters: Arc<dyn TextRepository>) -> Self {
        Self { guard: guard.clone(), rosters }
    }
}

/// Both endpoints, for a service whose state has a [`RosterEndpointState`].
pub fn roster_endpoints<S>() -> OpenApiRouter<S>
where
    S: Clone + Send + Sync + 'static,
    RosterEndpointState: FromRef<S>,
{
    OpenApiRouter::new().routes(routes!(get_staff_roster, put_staff_roster).map(allow_large_body))
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
async fn get_staff_roster(
    State(desk): State<RosterEndpointState>,
) -> Result<JsonBody<SignedRoster>, Problem> {
    desk.guard
        .keys_and_roster()
        .1
        .newest_signed()
        .map(JsonBody)
        .ok_or_else(|| Problem::not_found("roster"))
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
    State(desk): State<RosterEndpointState>,
    JsonBody(signed): JsonBody<SignedRoster>,
) -> Result<JsonBody<SignedRoster>, Problem> {
    let (keys, holder) = desk.guard.keys_and_roster();
    // Without a key no session is checked.
    let Some(keys) = keys else { return Ok(JsonBody(signed)) };
    Ok(JsonBody(holder.accept_roster(keys, &*desk.rosters, signed).await?))
}

refusals!(RosterRefusals: 422 => ["invalid_roster"]);
