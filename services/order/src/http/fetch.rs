//! `GET /api/v1/orders/{id}`: one order. Who may read it is decided by the caller; this service is not public.

use super::{App, extract::PathId};
use axum::extract::State;
use order_api::Order;
use service_kit::{Json, Problem};

pub(super) async fn fetch(State(app): State<App>, PathId(id): PathId) -> Result<Json<Order>, Problem> {
    app.store.order_fetch(id).await?.map(Json).ok_or_else(|| Problem::not_found("order"))
}
