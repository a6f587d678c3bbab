//! `GET /api/v1/admin/audit`: the audit log of this service, newest first.

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

/// Query of a page of the audit log.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    before: Option<i64>,
    limit: Option<u32>,
}

#[utoipa::path(
    get,
    path = "/api/v1/admin/audit",
    tag = "reading",
    operation_id = "list_audit_events",
    security(("session" = ["manager"])),
    summary = "What staff did with sessions, people and devices, newest first; kept for 400 days",
    params(
        ("before" = Option<i64>, Query, description = "Older than the event with this id"),
        ("limit" = Option<u32>, Query, description = "Most events of the page", minimum = 1, maximum = 200)
    ),
    responses((status = 200, description = "One page", body = AuditPage), Refusals)
)]
pub(super) async fn handle(
    State(app): State<App>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<AuditPage>, Problem> {
    let invalid =
        |why: QueryRejection| Problem::new(StatusCode::BAD_REQUEST, "invalid_query").detail(why.body_text());
    let Query(asked) = asked.map_err(invalid)?;
    let limit = asked.limit.unwrap_or(USUAL_AUDIT_PAGE);
    if !AUDIT_PAGE.contains(&limit) {
        return Err(Problem::new(StatusCode::BAD_REQUEST, "invalid_query").detail(format!(
            "limit is {} to {}",
            AUDIT_PAGE.start(),
            AUDIT_PAGE.end()
        )));
    }
    Ok(Json(app.store.audit_list(&app.id, asked.before, limit).await?))
}

struct Refusals;

impl IntoResponses for Refusals {
    fn responses() -> Problems {
        problems(&[(400, &["invalid_query"])])
    }
}
