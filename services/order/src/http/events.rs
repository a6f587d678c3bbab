//! `GET /api/v1/orders/{id}/events`: what happened to one order, oldest first.

use super::{App, extract::PathId};
use axum::extract::State;
use order_api::OrderEvent;
use serde::Serialize;
use service_kit::{Json, Problem};

#[derive(Serialize)]
pub(super) struct History {
    events: Vec<OrderEvent>,
}

pub(super) async fn events(State(app): State<App>, PathId(id): PathId) -> Result<Json<History>, Problem> {
    let events = app.store.order_events_of(id).await?;
    if events.is_empty() {
        // Every order has at least the event of its placing.
        return Err(Problem::not_found("order"));
    }
    Ok(Json(History { events }))
}
