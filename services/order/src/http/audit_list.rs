//! `GET /api/v1/admin/audit?store=&before=&limit=`: audit log of changes by staff, newest first,
//! for managers.

use super::query::StoreParameter;
use crate::OrderService;
use axum::{extract::State, http::HeaderMap};
use serde::Deserialize;
use service_kit::{JsonBody, Problem, QueryParams, openapi::QueryRefusals};
use staff_api::{AuditLimit, AuditPage, StaffRole};
use staff_token::surface::SurfaceCaller;

#[derive(Debug, Deserialize)]
pub(super) struct AuditQuery {
    #[serde(default)]
    store: StoreParameter,
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
    summary = "What staff changed besides orders, newest first",
    params(
        ("store" = Option<String>, Query, description = "The store's id"),
        ("before" = Option<i64>, Query, description = "Older than the event with this id"),
        ("limit" = Option<u32>, Query, description = "Most events of the page"),
    ),
    responses((status = 200, description = "One page", body = AuditPage), QueryRefusals)
)]
pub(super) async fn list_audit_events(
    State(app): State<OrderService>,
    caller: SurfaceCaller,
    headers: HeaderMap,
    QueryParams(query): QueryParams<AuditQuery>,
) -> Result<JsonBody<AuditPage>, Problem> {
    let store = query.store.into_text();
    app.identify_staff((caller, &headers), StaffRole::Manager).authorize_as_staff(&store)?;
    let page = app.store.list_audit_entries(&store, query.before, query.limit.get());
    Ok(JsonBody(page.await?))
}
