//! `POST /api/v1/orders/{id}/block`: blocks the phone that placed the order until a given time.
//! Repeating it moves the end.

use crate::{App, db::PhoneBlocked};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
};
use jiff::SignedDuration;
use order_api::{BlockPhone, BlockedPhone, OrderId};
use service_kit::{Json, PathId, Problem, refusals};
use staff_api::Role;
use staff_token::surface::Caller;

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
    State(app): State<App>,
    PathId(id): PathId<OrderId>,
    caller: Caller,
    headers: HeaderMap,
    Json(asked): Json<BlockPhone>,
) -> Result<Json<BlockedPhone>, Problem> {
    let asker = app.staff((caller, &headers), Role::Barista);
    let latest = asker.at() + LONGEST;
    let until = asked.until.unwrap_or(latest).min(latest);
    match app.store.phone_block(id, until, &asker).await?? {
        PhoneBlocked::Done(phone) => Ok(Json(phone)),
        PhoneBlocked::NoPhone => {
            Err(Problem::new(StatusCode::CONFLICT, "no_phone").detail("staff took this order at the counter"))
        }
        PhoneBlocked::TooMany => Err(Problem::new(StatusCode::CONFLICT, "too_many_blocked")
            .detail("as many phones are blocked as may be")),
        PhoneBlocked::NotFound => Err(Problem::not_found("order")),
    }
}

refusals!(BlockRefusals: 400 => ["invalid_id"], 404 => ["not_found"], 409 => ["no_phone", "too_many_blocked"]);
