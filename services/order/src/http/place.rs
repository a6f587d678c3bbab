//! `POST /api/v1/orders`: answers 201 for a new order. Repeating it with the same key and body
//! answers 200 with the same order.

use crate::{
    OrderService,
    db::{PlaceOutcome, PlacingRefusal},
    domain::{IdempotencyKey, OrderPlacement, RequestFault, ValidOrder},
    operation_caller::acting_staff,
};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use order_api::{COUNTER, NewOrder, Order, OrderActor, OrderId};
use service_kit::{JsonBody, Problem, refusals};
use staff_api::StaffRole;
use staff_token::surface::SurfaceCaller;

#[utoipa::path(
    post,
    path = "/api/v1/orders",
    tag = "orders",
    security((), ("session" = ["barista"])),
    summary = "Places an order, once for each key",
    params(("Idempotency-Key" = String, Header, description = "Made by whoever places it, unique in the store")),
    request_body(content = NewOrder, example = json!({
        "customer": { "session": "9f86d081884c7d65", "name": "민지" },
        "dining": "takeout",
        "menu_version": 1,
        "menu_verified": true,
        "currency": "KRW",
        "lines": [{
            "item_id": "cafe-latte",
            "name": "카페 라떼",
            "unit_price": 5000,
            "quantity": 2,
            "options": [{ "option_id": "shot", "group": "샷", "name": "샷 추가", "price": 600, "quantity": 1 }],
            "line_total": 11200
        }],
        "total": 11200,
        "note": "얼음 적게",
        "cup": "disposable"
    })),
    responses(
        (status = 201, description = "Placed and on disk", body = Order, headers(("Location" = String))),
        (status = 200, description = "Placed before with this key and body", body = Order, headers(("Location" = String))),
        PlaceRefusals
    )
)]
pub(super) async fn place_order(
    State(app): State<OrderService>,
    key: IdempotencyKey,
    caller: SurfaceCaller,
    headers: HeaderMap,
    JsonBody(new): JsonBody<NewOrder>,
) -> Result<Response, Problem> {
    let actor =
        if new.customer.session == COUNTER { OrderActor::Staff } else { OrderActor::Customer };
    let store = new.store.clone();
    let customer = new.customer.session.clone();
    let draft = ValidOrder::parse(new)?;
    let author = app
        .identify_caller((caller, &headers), actor, StaffRole::Barista)
        .authorize_for_customer(&store, &customer)?;
    let by = author.and_then(acting_staff);
    let id = OrderId(app.clock.uuid_v7());
    let placement = OrderPlacement::new(draft, key, id, app.clock.now())
        .map_err(Problem::internal_error)?
        .with_staff(by);
    match app.store.place_order(placement).await? {
        PlaceOutcome::New(order) => {
            crate::measure::record_placement(&order);
            tracing::info!(order = %order.id, number = order.number, store = %order.store, "placed");
            Ok(answer_order(StatusCode::CREATED, order))
        }
        PlaceOutcome::Again(order) => Ok(answer_order(StatusCode::OK, order)),
        PlaceOutcome::KeyReused => {
            Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "idempotency_key_reused")
                .with_detail("this key has placed something else"))
        }
        PlaceOutcome::Refused(refusal) => Err(refusal_problem(refusal)),
    }
}

fn refusal_problem(refusal: PlacingRefusal) -> Problem {
    let (status, code, detail) = match refusal {
        PlacingRefusal::SlotFull => {
            (StatusCode::CONFLICT, "slot_full", "as many orders are wanted then as may be")
        }
        PlacingRefusal::TooManyOpenOrders => (
            StatusCode::CONFLICT,
            "too_many_open_orders",
            "as many orders of this session wait to be accepted as may",
        ),
        PlacingRefusal::TooManyCups => (
            StatusCode::CONFLICT,
            "too_many_cups",
            "the session would have more pieces open than it may",
        ),
        PlacingRefusal::PhoneBlocked => {
            (StatusCode::FORBIDDEN, "phone_blocked", "staff have blocked this session for a while")
        }
    };
    Problem::new(status, code).with_detail(detail)
}

fn answer_order(status: StatusCode, order: Order) -> Response {
    let location = format!("/api/v1/orders/{}", order.id);
    (status, [(header::LOCATION, location)], JsonBody(order)).into_response()
}

refusals!(
    PlaceRefusals:
    400 => ["idempotency_key_missing", "idempotency_key_invalid"],
    403 => ["actor_forbidden", "other_customer", "phone_blocked"],
    409 => ["slot_full", "too_many_open_orders", "too_many_cups"],
    422 => [RequestFault::CODES, &["idempotency_key_reused"]].concat(),
);
