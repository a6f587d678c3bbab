//! `GET /api/v1/admin/audit?before=&limit=`: what staff changed here, newest first, for managers.

use crate::App;
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
};
use menu_api::{AuditActor, AuditEvent, AuditPage};
use serde::Deserialize;
use service_kit::{
    Json, Problem,
    openapi::{Problems, problems},
    telemetry::database,
};
use std::ops::RangeInclusive;
use store_kit::audit::AuditRecord;
use utoipa::IntoResponses;

/// Events of one page.
pub const LIMITS: RangeInclusive<u32> = 1..=200;
/// Of a page that says nothing about it.
pub const USUAL: u32 = 50;

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
    let limit = limit.unwrap_or(USUAL);
    if !LIMITS.contains(&limit) {
        return Err(invalid(format!("limit: {} to {}", LIMITS.start(), LIMITS.end())));
    }
    // One more than the page takes: whether there are older ones is known and not guessed.
    let listing = app.store.audit_list(&app.id, before, limit + 1);
    let mut records = database("audit_list", listing).await?;
    let more = records.len() > limit as usize;
    records.truncate(limit as usize);
    Ok(Json(AuditPage { events: records.into_iter().map(event).collect(), more }))
}

fn event(record: AuditRecord) -> AuditEvent {
    let AuditRecord { id, author, action, subject, before, after } = record;
    let actor = author.actor.map(|actor| AuditActor { id: actor.id, name: actor.name });
    AuditEvent { id, at: author.at, actor, device: author.device, action, subject, before, after }
}

pub struct Refusals;

impl IntoResponses for Refusals {
    fn responses() -> Problems {
        problems(&[(400, &["invalid_query"])])
    }
}
