//! `GET /api/v1/orders/{id}/events`: event history of one order, oldest first.

use crate::OrderService;
use axum::extract::State;
use order_api::{OrderHistory, OrderId};
use service_kit::{JsonBody, PathId, Problem, openapi::IdRefusals};
use staff_token::surface::SurfaceCaller;

#[utoipa::path(
    get,
    path = "/api/v1/orders/{id}/events",
    tag = "orders",
    operation_id = "order_history",
    summary = "What happened to one order, oldest first",
    params(("id" = OrderId, Path, description = "The order's id")),
    responses((status = 200, description = "Its events", body = OrderHistory), IdRefusals)
)]
pub(super) async fn list_events_of_order(
    State(app): State<OrderService>,
    PathId(id): PathId<OrderId>,
    caller: SurfaceCaller,
) -> Result<JsonBody<OrderHistory>, Problem> {
    let events = app.store.list_order_events(id).await?;
    // Every order has at least its `placed` event, so no events means no order.
    match events.first() {
        Some(event) if caller.can_serve(&event.order.customer.session) => {
            Ok(JsonBody(OrderHistory { events }))
        }
        _ => Err(Problem::not_found("order")),
    }
}
