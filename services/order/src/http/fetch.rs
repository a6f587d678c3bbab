//! `GET /api/v1/orders/{id}`: one order. The customers' surface finds only orders of the customer
//! in its token.

use super::{App, extract::PathId};
use axum::extract::State;
use member_token::surface::Caller;
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
pub(super) async fn fetch(
    State(app): State<App>,
    PathId(id): PathId,
    caller: Caller,
) -> Result<Json<Order>, Problem> {
    app.order_for(&caller, id).await.map(Json)
}

pub(super) struct Refusals;

impl IntoResponses for Refusals {
    fn responses() -> Problems {
        problems(&[(400, &["invalid_id"]), (404, &["not_found"])])
    }
}
