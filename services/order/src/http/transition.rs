//! `POST /api/v1/orders/{id}/transitions`: 200 with the order after it; the same target twice changes nothing.

use super::{App, extract::PathId};
use crate::domain::{Change, Decision};
use axum::extract::State;
use order_api::{Order, Transition};
use service_kit::{Json, Problem};

pub(super) async fn transition(
    State(app): State<App>,
    PathId(id): PathId,
    Json(asked): Json<Transition>,
) -> Result<Json<Order>, Problem> {
    let change = Change::parse(id, asked, app.clock.now())?;
    match app.store.order_transition(change).await?.ok_or_else(|| Problem::not_found("order"))? {
        Decision::Unchanged(order) => Ok(Json(order)),
        Decision::Changed(event) => {
            tracing::info!(order = %id, status = %event.order.status, actor = ?event.actor, "moved");
            Ok(Json(event.order))
        }
        Decision::Refused(refused) => Err(refused.into()),
    }
}
