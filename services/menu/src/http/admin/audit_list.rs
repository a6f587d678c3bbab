//! `GET /api/v1/admin/audit?before=&limit=`: the audit log of this service, newest first, for
//! managers.

use crate::App;
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
};
use member_api::{
    AuditPage,
    limits::{AUDIT_PAGE, USUAL_AUDIT_PAGE},
};
use serde::Deserialize;
use service_kit::{
    Json, Problem,
    openapi::{Problems, problems},
};
use utoipa::IntoResponses;

#[derive(Deserialize)]
pub struct Params {
    before: Option<i64>,
    limit: Option<u32>,
}

#[utoipa::path(
    get,
    path = "/api/v1/admin/audit",
    tag = "audit",
    operation_id = "audit",
    security(("session" = ["manager"])),
    summary = "What staff changed, newest first",
    params(
        ("before" = Option<i64>, Query, description = "Older than the event with this id"),
        ("limit" = Option<u32>, Query, description = "Most events of the page"),
    ),
    responses((status = 200, description = "One page", body = AuditPage), Refusals)
)]
pub async fn handle(
    State(app): State<App>,
    params: Result<Query<Params>, QueryRejection>,
) -> Result<Json<AuditPage>, Problem> {
    let invalid = |detail: String| Problem::new(StatusCode::BAD_REQUEST, "invalid_query").detail(detail);
    let Query(Params { before, limit }) = params.map_err(|rejection| invalid(rejection.body_text()))?;
    let limit = limit.unwrap_or(USUAL_AUDIT_PAGE);
    if !AUDIT_PAGE.contains(&limit) {
        return Err(invalid(format!("limit: {} to {}", AUDIT_PAGE.start(), AUDIT_PAGE.end())));
    }
    Ok(Json(app.store.audit_list(&app.id, before, limit).await?))
}

pub struct Refusals;

impl IntoResponses for Refusals {
    fn responses() -> Problems {
        problems(&[(400, &["invalid_query"])])
    }
}
