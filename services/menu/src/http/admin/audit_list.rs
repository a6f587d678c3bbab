//! `GET /api/v1/admin/audit?before=&limit=`: the audit log of this service, newest first, for
//! managers.

use crate::MenuService;
use axum::extract::State;
use serde::Deserialize;
use service_kit::{JsonBody, Problem, QueryParams, openapi::QueryRefusals};
use staff_api::{AuditLimit, AuditPage};

#[derive(Debug, Deserialize)]
pub(super) struct MenuAuditQuery {
    before: Option<i64>,
    #[serde(default)]
    limit: AuditLimit,
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
    responses((status = 200, description = "One page", body = AuditPage), QueryRefusals)
)]
pub(super) async fn list_audit_events(
    State(app): State<MenuService>,
    QueryParams(MenuAuditQuery { before, limit }): QueryParams<MenuAuditQuery>,
) -> Result<JsonBody<AuditPage>, Problem> {
    let page = app.store.list_audit_entries(&app.id, before, limit.get());
    Ok(JsonBody(page.await?))
}
