//! `POST /api/v1/orders/{id}/erasure`: erases the customer's name and the note of an ended order.
//! Repeating it changes nothing.

use crate::{App, db::Erased};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
};
use order_api::{Erasure, Order, OrderId};
use service_kit::{Json, PathId, Problem, refusals};
use staff_api::Role;
use staff_token::surface::Caller;

#[utoipa::path(
    post,
    path = "/api/v1/orders/{id}/erasure",
    tag = "orders",
    security((), ("session" = ["manager"])),
    summary = "Empties the name and note of an ended order, in all its versions; of staff it takes a manager",
    params(("id" = OrderId, Path, description = "The order's id")),
    request_body(content = Erasure, example = json!({ "actor": "customer" })),
    responses((status = 200, description = "The order after it", body = Order), EraseRefusals)
)]
pub(super) async fn erase_order(
    State(app): State<App>,
    PathId(id): PathId<OrderId>,
    caller: Caller,
    headers: HeaderMap,
    Json(asked): Json<Erasure>,
) -> Result<Json<Order>, Problem> {
    let asker = app.asker((caller, &headers), asked.actor, Role::Manager);
    match app.store.order_erase(id, &asker).await?? {
        Erased::Done(order) => {
            crate::measure::forgotten(1);
            Ok(Json(*order))
        }
        Erased::StillOpen => Err(Problem::new(StatusCode::CONFLICT, "order_open")
            .detail("an order forgets its customer once it has ended")),
        Erased::NotFound => Err(Problem::not_found("order")),
    }
}

refusals!(
    EraseRefusals:
    400 => ["invalid_id"],
    403 => ["actor_forbidden", "other_customer"],
    404 => ["not_found"],
    409 => ["order_open"],
);
