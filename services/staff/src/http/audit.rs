//! `GET /api/v1/admin/audit`: the audit log of this service, newest first.

use crate::StaffService;
use axum::extract::State;
use serde::Deserialize;
use service_kit::{JsonBody, Problem, QueryParams, openapi::QueryRefusals};
use staff_api::{AuditLimit, AuditPage};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StaffAuditQuery {
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
    State(app): State<StaffService>,
    QueryParams(StaffAuditQuery { before, limit }): QueryParams<StaffAuditQuery>,
) -> Result<JsonBody<AuditPage>, Problem> {
    Ok(JsonBody(app.store.list_audit_entries(&app.id, before, limit.get()).await?))
}
