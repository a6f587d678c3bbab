//! `POST /api/v1/orders`: 201 for a new order; the same key with the same body again is 200 with the same answer.

use super::App;
use crate::{
    domain::{Draft, IdempotencyKey, Placement},
    store::Placed,
};
use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use order_api::{NewOrder, Order, OrderId};
use service_kit::{Json, Problem};

pub(super) async fn place(
    State(app): State<App>,
    key: IdempotencyKey,
    Json(new): Json<NewOrder>,
) -> Result<Response, Problem> {
    let draft = Draft::parse(new)?;
    let id = OrderId(app.clock.uuid_v7());
    let placement = Placement::new(draft, key, id, app.clock.now()).map_err(Problem::internal)?;
    match app.store.order_place(placement).await? {
        Placed::New(order) => {
            tracing::info!(order = %order.id, number = order.number, store = %order.store, "placed");
            Ok(answer(StatusCode::CREATED, order))
        }
        Placed::Again(order) => Ok(answer(StatusCode::OK, order)),
        Placed::KeyReused => Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "idempotency_key_reused")
            .detail("this key has placed something else")),
    }
}

fn answer(status: StatusCode, order: Order) -> Response {
    let location = format!("/api/v1/orders/{}", order.id);
    (status, [(header::LOCATION, location)], Json(order)).into_response()
}
