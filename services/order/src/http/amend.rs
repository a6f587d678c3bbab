//! `PATCH /api/v1/orders/{id}`: amends an order and answers 200 with the order after it. Repeating
//! a request changes nothing.

use super::transition::apply_change;
use crate::{
    OrderService,
    domain::{OrderChange, RequestFault},
};
use axum::{extract::State, http::HeaderMap};
use order_api::{Order, OrderAmendment, OrderId};
use service_kit::{JsonBody, PathId, Problem, refusals};
use staff_api::StaffRole;
use staff_token::surface::SurfaceCaller;

#[utoipa::path(
    patch,
    path = "/api/v1/orders/{id}",
    tag = "orders",
    security(("session" = ["barista"])),
    summary = "Changes the promise, ticks a line off or acknowledges a cancellation; the same again changes nothing",
    params(("id" = OrderId, Path, description = "The order's id")),
    request_body(content = OrderAmendment, example = json!({ "actor": "staff", "line": { "index": 0, "done": true } })),
    responses((status = 200, description = "The order after it", body = Order), AmendRefusals)
)]
pub(super) async fn amend_order(
    State(app): State<OrderService>,
    PathId(id): PathId<OrderId>,
    caller: SurfaceCaller,
    headers: HeaderMap,
    JsonBody(asked): JsonBody<OrderAmendment>,
) -> Result<JsonBody<Order>, Problem> {
    let asker = app.identify_caller((caller, &headers), asked.actor, StaffRole::Barista);
    apply_change(&app, OrderChange::parse_amendment(id, asked, asker)?).await
}

refusals!(
    AmendRefusals:
    400 => ["invalid_id"],
    403 => ["actor_forbidden", "other_customer"],
    404 => ["not_found"],
    409 => ["amendment_not_allowed"],
    422 => ["no_such_line", RequestFault::InvalidPromise.code()],
);
