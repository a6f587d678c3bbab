//! `GET /api/v1/orders?status=&business_date=&session=&idempotency_key=&store=&cursor=&limit=`:
//! orders of a store, newest first, with keyset pagination. Results are never cut silently: a page
//! that is not the last has a cursor.

use super::App;
use crate::store::Filter;
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
};
use jiff::civil::Date;
use member_token::surface::Caller;
use order_api::{OrderPage, Status, limits};
use serde::Deserialize;
use serde_json::{Value, json};
use service_kit::{
    Json, Problem,
    openapi::{ONE_LINE, Problems, problems},
};
use std::{fmt::Display, str::FromStr};
use utoipa::IntoResponses;

/// Id of the only store in a default setup.
pub(super) const DEFAULT_STORE: &str = "main";
const DEFAULT_LIMIT: u32 = 50;

/// All parameters are text, so that a refusal can name the wrong one.
#[derive(Deserialize, Default)]
pub(super) struct Params {
    status: Option<String>,
    business_date: Option<String>,
    session: Option<String>,
    idempotency_key: Option<String>,
    store: Option<String>,
    cursor: Option<String>,
    limit: Option<String>,
}

#[utoipa::path(
    get,
    path = "/api/v1/orders",
    tag = "orders",
    operation_id = "list_orders",
    summary = "A store's orders, newest first",
    params(
        ("status" = Option<String>, Query, description = "`open`, or statuses between commas"),
        ("business_date" = Option<Date>, Query, description = "Of this business day"),
        ("session" = Option<String>, Query, description = "Of this customer; the customers' surface asks for the one in its token"),
        ("idempotency_key" = Option<String>, Query, description = "Placed under this key"),
        ("store" = Option<String>, Query, description = "The store's id"),
        ("cursor" = Option<String>, Query, description = "The `next_cursor` of the page before; opaque"),
        ("limit" = Option<u32>, Query, description = "Most orders of the page"),
    ),
    responses((status = 200, description = "One page", body = OrderPage), Refusals)
)]
pub(super) async fn list(
    State(app): State<App>,
    caller: Caller,
    params: Result<Query<Params>, QueryRejection>,
) -> Result<Json<OrderPage>, Problem> {
    let Query(params) = params.map_err(|rejection| invalid(rejection.body_text()))?;
    let filter = filter(params)?;
    // A list without a session would contain the orders of all customers.
    let is_own = |session: &String| caller.serves(session);
    if !caller.may_be_staff() && !filter.session.as_ref().is_some_and(is_own) {
        return Err(Caller::other_customer());
    }
    Ok(Json(app.store.order_list(&filter).await?))
}

pub(super) fn invalid(detail: impl Into<String>) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "invalid_query").detail(detail)
}

fn filter(params: Params) -> Result<Filter, Problem> {
    let limit = limit(params.limit.as_deref())?;
    Ok(Filter {
        store: text("store", params.store, limits::ID_CHARS)?.unwrap_or_else(|| DEFAULT_STORE.to_owned()),
        statuses: params.status.as_deref().map_or_else(|| Ok(Vec::new()), statuses)?,
        business_date: params.business_date.as_deref().map(date).transpose()?,
        session: text("session", params.session, limits::ID_CHARS)?,
        idempotency_key: text("idempotency_key", params.idempotency_key, limits::KEY_BYTES)?,
        after: parse("cursor", params.cursor.as_deref())?,
        limit,
    })
}

/// Parses the page size: 1 to [`limits::PAGE`], default [`DEFAULT_LIMIT`].
pub(super) fn limit(text: Option<&str>) -> Result<u32, Problem> {
    let limit = parse("limit", text)?.unwrap_or(DEFAULT_LIMIT);
    if (1..=limits::PAGE).contains(&limit) {
        Ok(limit)
    } else {
        Err(invalid(format!("limit: 1 to {}", limits::PAGE)))
    }
}

/// Parses a query parameter; a refusal names it.
pub(super) fn parse<T: FromStr<Err: Display>>(name: &str, text: Option<&str>) -> Result<Option<T>, Problem> {
    text.map(|text| text.parse().map_err(|error| invalid(format!("{name}: {error}")))).transpose()
}

/// Accepts only the form `2026-03-02`: the library also reads times and signed years, and drops the
/// excess.
fn date(text: &str) -> Result<Date, Problem> {
    let shape =
        text.bytes().enumerate().all(|(n, b)| if n == 4 || n == 7 { b == b'-' } else { b.is_ascii_digit() });
    let date = text.parse().ok().filter(|_| shape && text.len() == 10);
    date.ok_or_else(|| invalid("business_date: a date looks like 2026-03-02"))
}

/// Refuses control characters: no stored text contains any, and Postgres refuses a NUL even in a
/// search.
pub(super) fn text(name: &str, text: Option<String>, most_chars: usize) -> Result<Option<String>, Problem> {
    let fits =
        |text: &str| (1..=most_chars).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    match text {
        Some(text) if !fits(&text) => {
            Err(invalid(format!("{name}: 1 to {most_chars} characters, none of them a control character")))
        }
        text => Ok(text),
    }
}

/// `open`, or statuses separated by commas.
fn statuses(text: &str) -> Result<Vec<Status>, Problem> {
    if text == "open" {
        return Ok(Status::ALL.into_iter().filter(|status| status.is_open()).collect());
    }
    text.split(',').map(|one| one.parse().map_err(|error| invalid(format!("status: {error}")))).collect()
}

pub(super) struct Refusals;

impl IntoResponses for Refusals {
    fn responses() -> Problems {
        problems(&[(400, &["invalid_query"]), (403, &["other_customer"])])
    }
}

/// Bounds of the parameters that their types do not express.
pub(super) fn bounds() -> Vec<(&'static str, Value)> {
    let status = format!("({})", Status::ALL.map(Status::as_str).join("|"));
    let text = |most: usize| json!({ "minLength": 1, "maxLength": most, "pattern": ONE_LINE });
    vec![
        (
            "status",
            json!({ "pattern": format!("^(open|{status}(,{status})*)$"), "example": "placed,accepted" }),
        ),
        ("business_date", json!({ "format": "date" })),
        ("session", text(limits::ID_CHARS)),
        ("idempotency_key", text(limits::KEY_BYTES)),
        (
            "store",
            json!({ "minLength": 1, "maxLength": limits::ID_CHARS, "pattern": ONE_LINE, "default": DEFAULT_STORE }),
        ),
        ("cursor", json!({ "pattern": r"^[1-9a-f][0-9a-f]{0,10}\.[0-9a-f]{32}$" })),
        ("limit", json!({ "minimum": 1, "maximum": limits::PAGE, "default": DEFAULT_LIMIT })),
    ]
}
