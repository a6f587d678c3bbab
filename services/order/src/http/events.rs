//! `GET /api/v1/orders/{id}/events`: event history of one order, oldest first.

use crate::App;
use axum::extract::State;
use order_api::{History, OrderId};
use service_kit::{Json, PathId, Problem, openapi::IdRefusals};
use staff_token::surface::Caller;

#[utoipa::path(
    get,
    path = "/api/v1/orders/{id}/events",
    tag = "orders",
    operation_id = "order_history",
    summary = "What happened to one order, oldest first",
    params(("id" = OrderId, Path, description = "The order's id")),
    responses((status = 200, description = "Its events", body = History), IdRefusals)
)]
pub(super) async fn list_events_of_order(
    State(app): State<App>,
    PathId(id): PathId<OrderId>,
    caller: Caller,
) -> Result<Json<History>, Problem> {
    let events = app.store.order_events_of(id).await?;
    // Every order has at least its `placed` event, so no events means no order.
    match events.first() {
        Some(event) if caller.serves(&event.order.customer.session) => Ok(Json(History { events })),
        _ => Err(Problem::not_found("order")),
    }
}
