//! `GET /api/v1/admin/audit`: the audit log of this service, newest first.

use crate::App;
use axum::extract::State;
use serde::Deserialize;
use service_kit::{Json, Problem, Query, openapi::QueryRefusals};
use staff_api::{AuditLimit, AuditPage};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AuditQuery {
    before: Option<i64>,
    #[serde(default)]
    limit: AuditLimit,
}

#[utoipa::path(
    get,
    path = "/api/v1/admin/audit",
    tag = "reading",
    security(("session" = ["manager"])),
    summary = "What staff did with sessions, people and devices, newest first; kept for 400 days",
    params(
        ("before" = Option<i64>, Query, description = "Older than the event with this id"),
        ("limit" = Option<u32>, Query, description = "Most events of the page", minimum = 1, maximum = 200)
    ),
    responses((status = 200, description = "One page", body = AuditPage), QueryRefusals)
)]
pub(super) async fn list_audit_events(
    State(app): State<App>,
    Query(AuditQuery { before, limit }): Query<AuditQuery>,
) -> Result<Json<AuditPage>, Problem> {
    Ok(Json(app.store.audit_list(&app.id, before, limit.get()).await?))
}
