//! `POST /api/v1/orders/{id}/transitions`: moves an order to another status and answers 200 with
//! the order after it. A repeated target changes nothing.

use crate::{
    App,
    domain::{Change, Decision, RequestFault},
};
use axum::{extract::State, http::HeaderMap};
use order_api::{Order, OrderId, Transition};
use service_kit::{Json, PathId, Problem, refusals};
use staff_api::Role;
use staff_token::surface::Caller;

#[utoipa::path(
    post,
    path = "/api/v1/orders/{id}/transitions",
    tag = "orders",
    security((), ("session" = ["barista"])),
    summary = "Moves an order to another status; the same target twice changes nothing",
    params(("id" = OrderId, Path, description = "The order's id")),
    request_body(content = Transition, example = json!({ "to": "accepted", "expected_version": 1, "actor": "staff" })),
    responses((status = 200, description = "The order after it", body = Order), MoveRefusals)
)]
pub(super) async fn move_order(
    State(app): State<App>,
    PathId(id): PathId<OrderId>,
    caller: Caller,
    headers: HeaderMap,
    Json(asked): Json<Transition>,
) -> Result<Json<Order>, Problem> {
    let asker = app.asker((caller, &headers), asked.actor, Role::Barista);
    apply(&app, Change::parse(id, asked, asker)?).await
}

/// Applies a change and answers with the order after it, or with the refusal.
pub(super) async fn apply(app: &App, change: Change) -> Result<Json<Order>, Problem> {
    match app.store.order_change(change).await?.ok_or_else(|| Problem::not_found("order"))? {
        Decision::Unchanged(order) => Ok(Json(order)),
        Decision::Changed(event) => {
            crate::measure::changed(&event);
            Ok(Json(event.order))
        }
        Decision::Refused(refused) => Err(refused.into()),
        Decision::Denied(denied) => Err(denied),
    }
}

refusals!(
    MoveRefusals:
    400 => ["invalid_id"],
    403 => ["actor_forbidden", "other_customer"],
    404 => ["not_found"],
    409 => ["version_conflict", "transition_not_allowed", "recall_too_late", "not_overdue"],
    422 => ["reason_missing", RequestFault::ReasonTooLong.code(), RequestFault::InvalidText.code()],
);
