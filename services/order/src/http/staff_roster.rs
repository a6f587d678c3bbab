//! `GET` and `PUT /api/v1/staff-roster`: the signed roster that sessions of staff are held against, as a surface hands it over.

use crate::http::App;
use axum::extract::State;
use member_api::SignedRoster;
use service_kit::{
    Json, Problem,
    openapi::{Problems, problems},
};
use utoipa::IntoResponses;

#[utoipa::path(
    get,
    path = "/api/v1/staff-roster",
    tag = "staff",
    operation_id = "get_staff_roster",
    summary = "The signed roster that counts here, for a surface that has just started",
    responses((status = 200, description = "The roster", body = SignedRoster), Unknown)
)]
pub(super) async fn fetch(State(app): State<App>) -> Result<Json<SignedRoster>, Problem> {
    app.guard.roster().1.signed().map(Json).ok_or_else(|| Problem::not_found("roster"))
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
pub(super) async fn put(
    State(app): State<App>,
    Json(signed): Json<SignedRoster>,
) -> Result<Json<SignedRoster>, Problem> {
    let (keys, holder) = app.guard.roster();
    // Without a key nobody's session is asked for.
    let Some(keys) = keys else { return Ok(Json(signed)) };
    Ok(Json(holder.take(keys, &*app.store.rosters(), signed).await?))
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
