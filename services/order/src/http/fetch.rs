//! `GET /api/v1/orders/{id}`: one order. The customers' surface finds only orders of the customer
//! in its token.

use crate::App;
use axum::extract::State;
use order_api::{Order, OrderId};
use service_kit::{Json, PathId, Problem, openapi::IdRefusals};
use staff_token::surface::Caller;

#[utoipa::path(
    get,
    path = "/api/v1/orders/{id}",
    tag = "orders",
    summary = "One order",
    params(("id" = OrderId, Path, description = "The order's id")),
    responses((status = 200, description = "The order", body = Order), IdRefusals)
)]
pub(super) async fn fetch_order(
    State(app): State<App>,
    PathId(id): PathId<OrderId>,
    caller: Caller,
) -> Result<Json<Order>, Problem> {
    app.order_for(&caller, id).await.map(Json)
}
