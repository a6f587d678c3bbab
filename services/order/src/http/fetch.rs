//! `GET /api/v1/orders/{id}`: one order. The customers' surface finds only orders of the customer
//! in its token.

use crate::OrderService;
use axum::extract::State;
use order_api::{Order, OrderId};
use service_kit::{JsonBody, PathId, Problem, openapi::IdRefusals};
use staff_token::surface::SurfaceCaller;

#[utoipa::path(
    get,
    path = "/api/v1/orders/{id}",
    tag = "orders",
    summary = "One order",
    params(("id" = OrderId, Path, description = "The order's id")),
    responses((status = 200, description = "The order", body = Order), IdRefusals)
)]
pub(super) async fn fetch_order(
    State(app): State<OrderService>,
    PathId(id): PathId<OrderId>,
    caller: SurfaceCaller,
) -> Result<JsonBody<Order>, Problem> {
    app.fetch_visible_order(&caller, id).await.map(JsonBody)
}
