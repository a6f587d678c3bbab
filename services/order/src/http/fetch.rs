//! `GET /api/v1/orders/{id}`: one order. Who may read it is decided by the caller; this service is not public.

use super::{App, extract::PathId};
use axum::extract::State;
use order_api::{Order, OrderId};
use service_kit::{
    Json, Problem,
    openapi::{Problems, problems},
};
use utoipa::IntoResponses;

#[utoipa::path(
    get,
    path = "/api/v1/orders/{id}",
    tag = "orders",
    operation_id = "fetch_order",
    summary = "One order",
    params(("id" = OrderId, Path, description = "The order's id")),
    responses((status = 200, description = "The order", body = Order), Refusals)
)]
pub(super) async fn fetch(State(app): State<App>, PathId(id): PathId) -> Result<Json<Order>, Problem> {
    service_kit::telemetry::database("order_fetch", app.store.order_fetch(id))
        .await?
        .map(Json)
        .ok_or_else(|| Problem::not_found("order"))
}

pub(super) struct Refusals;

impl IntoResponses for Refusals {
    fn responses() -> Problems {
        problems(&[(400, &["invalid_id"]), (404, &["not_found"])])
    }
}
