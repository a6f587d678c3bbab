//! `GET /api/v1/admin/audit?store=&before=&limit=`: audit log of changes by staff, newest first,
//! for managers.

use super::{
    App,
    list::{DEFAULT_STORE, invalid, limit, parse, text},
};
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::HeaderMap,
};
use member_api::{AuditPage, Role};
use member_token::surface::Caller;
use order_api::limits;
use serde::Deserialize;
use serde_json::{Value, json};
use service_kit::{
    Json, Problem,
    openapi::{ONE_LINE, Problems, problems},
};
use utoipa::IntoResponses;

/// All parameters are text, so that a refusal can name the wrong one.
#[derive(Deserialize)]
pub(super) struct Params {
    store: Option<String>,
    before: Option<String>,
    limit: Option<String>,
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
    responses((status = 200, description = "One page", body = AuditPage), Refusals)
)]
pub(super) async fn audit(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    params: Result<Query<Params>, QueryRejection>,
) -> Result<Json<AuditPage>, Problem> {
    let Query(params) = params.map_err(|rejection| invalid(rejection.body_text()))?;
    let store = text("store", params.store, limits::ID_CHARS)?.unwrap_or_else(|| DEFAULT_STORE.to_owned());
    app.staff((caller, &headers), Role::Manager).staff_of(&store)?;
    let (before, limit) = (parse("before", params.before.as_deref())?, limit(params.limit.as_deref())?);
    Ok(Json(app.store.audit_list(&store, before, limit).await?))
}

pub(super) struct Refusals;

impl IntoResponses for Refusals {
    fn responses() -> Problems {
        problems(&[(400, &["invalid_query"])])
    }
}

/// Bounds of the parameters that their types do not express.
pub(super) fn bounds() -> Vec<(&'static str, Value)> {
    vec![
        (
            "store",
            json!({ "minLength": 1, "maxLength": limits::ID_CHARS, "pattern": ONE_LINE, "default": DEFAULT_STORE }),
        ),
        ("before", json!({ "minimum": i64::MIN, "maximum": i64::MAX })),
        ("limit", json!({ "minimum": 1, "maximum": limits::PAGE })),
    ]
}
