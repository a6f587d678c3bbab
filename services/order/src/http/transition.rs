//! `POST /api/v1/orders/{id}/transitions`: moves an order to another status and answers 200 with
//! the order after it. A repeated target changes nothing.

use crate::{
    OrderService,
    domain::{ChangeDecision, OrderChange, RequestFault},
};
use axum::{extract::State, http::HeaderMap};
use order_api::{Order, OrderId, OrderTransition};
use service_kit::{JsonBody, PathId, Problem, refusals};
use staff_api::StaffRole;
use staff_token::surface::SurfaceCaller;

#[utoipa::path(
    post,
    path = "/api/v1/orders/{id}/transitions",
    tag = "orders",
    security((), ("session" = ["barista"])),
    summary = "Moves an order to another status; the same target twice changes nothing",
    params(("id" = OrderId, Path, description = "The order's id")),
    request_body(content = OrderTransition, example = json!({ "to": "accepted", "expected_version": 1, "actor": "staff" })),
    responses((status = 200, description = "The order after it", body = Order), MoveRefusals)
)]
pub(super) async fn move_order(
    State(app): State<OrderService>,
    PathId(id): PathId<OrderId>,
    caller: SurfaceCaller,
    headers: HeaderMap,
    JsonBody(asked): JsonBody<OrderTransition>,
) -> Result<JsonBody<Order>, Problem> {
    let asker = app.identify_caller((caller, &headers), asked.actor, StaffRole::Barista);
    apply_change(&app, OrderChange::parse_transition(id, asked, asker)?).await
}

/// Applies a change and answers with the order after it, or with the refusal.
pub(super) async fn apply_change(
    app: &OrderService,
    change: OrderChange,
) -> Result<JsonBody<Order>, Problem> {
    match app.store.change_order(change).await?.ok_or_else(|| Problem::not_found("order"))? {
        ChangeDecision::Unchanged(order) => Ok(JsonBody(order)),
        ChangeDecision::Changed(event) => {
            crate::measure::record_change(&event);
            Ok(JsonBody(event.order))
        }
        ChangeDecision::Refused(refused) => Err(refused.into()),
        ChangeDecision::Denied(denied) => Err(denied),
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
