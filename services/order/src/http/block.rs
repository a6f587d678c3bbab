//! `POST /api/v1/orders/{id}/block`: blocks the phone that placed the order until a given time.
//! Repeating it moves the end.

use crate::{OrderService, db::BlockPhoneOutcome};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
};
use jiff::SignedDuration;
use order_api::{BlockPhone, BlockedPhone, OrderId};
use service_kit::{JsonBody, PathId, Problem, refusals};
use staff_api::StaffRole;
use staff_token::surface::SurfaceCaller;

/// Maximum length of a block. A phone that comes back on another day counts as another customer.
const LONGEST: SignedDuration = SignedDuration::from_hours(24);

#[utoipa::path(
    post,
    path = "/api/v1/orders/{id}/block",
    tag = "phones",
    security(("session" = ["barista"])),
    summary = "Blocks the phone that placed the order",
    params(("id" = OrderId, Path, description = "The order's id")),
    request_body(content = BlockPhone, example = json!({})),
    responses((status = 200, description = "Blocked", body = BlockedPhone), BlockRefusals)
)]
pub(super) async fn block_phone(
    State(app): State<OrderService>,
    PathId(id): PathId<OrderId>,
    caller: SurfaceCaller,
    headers: HeaderMap,
    JsonBody(asked): JsonBody<BlockPhone>,
) -> Result<JsonBody<BlockedPhone>, Problem> {
    let asker = app.identify_staff((caller, &headers), StaffRole::Barista);
    let latest = asker.called_at() + LONGEST;
    let until = asked.until.unwrap_or(latest).min(latest);
    match app.store.block_phone(id, until, &asker).await?? {
        BlockPhoneOutcome::Done(phone) => Ok(JsonBody(phone)),
        BlockPhoneOutcome::NoPhone => Err(Problem::new(StatusCode::CONFLICT, "no_phone")
            .with_detail("staff took this order at the counter")),
        BlockPhoneOutcome::TooMany => Err(Problem::new(StatusCode::CONFLICT, "too_many_blocked")
            .with_detail("as many phones are blocked as may be")),
        BlockPhoneOutcome::NotFound => Err(Problem::not_found("order")),
    }
}

refusals!(BlockRefusals: 400 => ["invalid_id"], 404 => ["not_found"], 409 => ["no_phone", "too_many_blocked"]);
