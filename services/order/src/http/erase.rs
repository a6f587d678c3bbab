//! `POST /api/v1/orders/{id}/erasure`: erases the customer's name and the note of an ended order.
//! Repeating it changes nothing.

use crate::{OrderService, db::ErasureOutcome};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
};
use order_api::{ErasureRequest, Order, OrderId};
use service_kit::{JsonBody, PathId, Problem, refusals};
use staff_api::StaffRole;
use staff_token::surface::SurfaceCaller;

#[utoipa::path(
    post,
    path = "/api/v1/orders/{id}/erasure",
    tag = "orders",
    security((), ("session" = ["manager"])),
    summary = "Empties the name and note of an ended order, in all its versions; of staff it takes a manager",
    params(("id" = OrderId, Path, description = "The order's id")),
    request_body(content = ErasureRequest, example = json!({ "actor": "customer" })),
    responses((status = 200, description = "The order after it", body = Order), EraseRefusals)
)]
pub(super) async fn erase_order(
    State(app): State<OrderService>,
    PathId(id): PathId<OrderId>,
    caller: SurfaceCaller,
    headers: HeaderMap,
    JsonBody(asked): JsonBody<ErasureRequest>,
) -> Result<JsonBody<Order>, Problem> {
    let asker = app.identify_caller((caller, &headers), asked.actor, StaffRole::Manager);
    match app.store.erase_customer(id, &asker).await?? {
        ErasureOutcome::Done(order) => {
            crate::measure::record_erasures(1);
            Ok(JsonBody(*order))
        }
        ErasureOutcome::StillOpen => Err(Problem::new(StatusCode::CONFLICT, "order_open")
            .with_detail("an order forgets its customer once it has ended")),
        ErasureOutcome::NotFound => Err(Problem::not_found("order")),
    }
}

refusals!(
    EraseRefusals:
    400 => ["invalid_id"],
    403 => ["actor_forbidden", "other_customer"],
    404 => ["not_found"],
    409 => ["order_open"],
);
