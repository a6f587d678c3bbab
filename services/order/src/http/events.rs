//! `GET /api/v1/orders/{id}/events`: event history of one order, oldest first.

use super::{App, extract::PathId};
use axum::extract::State;
use member_token::surface::Caller;
use order_api::{History, OrderId};
use service_kit::{
    Json, Problem,
    openapi::{Problems, problems},
};
use utoipa::IntoResponses;

#[utoipa::path(
    get,
    path = "/api/v1/orders/{id}/events",
    tag = "orders",
    operation_id = "order_history",
    summary = "What happened to one order, oldest first",
    params(("id" = OrderId, Path, description = "The order's id")),
    responses((status = 200, description = "Its events", body = History), Refusals)
)]
pub(super) async fn events(
    State(app): State<App>,
    PathId(id): PathId,
    caller: Caller,
) -> Result<Json<History>, Problem> {
    let events = app.store.order_events_of(id).await?;
    // Every order has at least its `placed` event, so no events means no order.
    match events.first() {
        Some(event) if caller.serves(&event.order.customer.session) => Ok(Json(History { events })),
        _ => Err(Problem::not_found("order")),
    }
}

pub(super) struct Refusals;

impl IntoResponses for Refusals {
    fn responses() -> Problems {
        problems(&[(400, &["invalid_id"]), (404, &["not_found"])])
    }
}
