//! `GET /api/v1/orders?status=&business_date=&session=&idempotency_key=&store=&cursor=&limit=`:
//! orders of a store, newest first, with keyset pagination. Results are never cut silently: a page
//! that is not the last has a cursor.

use super::query::{
    self, DEFAULT_LIMIT, PageLimit, SearchText, StoreParameter, search_text_bounds,
};
use crate::{
    OrderService,
    db::{OrderFilter, PageCursor},
};
use axum::extract::State;
use jiff::civil::Date;
use order_api::{OrderPage, OrderStatus, limits};
use serde::Deserialize;
use serde_json::json;
use service_kit::{
    JsonBody, Problem, QueryParams, extract::deserialize_optional, openapi::Bounds, refusals,
};
use staff_token::surface::SurfaceCaller;

#[derive(Debug, Deserialize)]
pub(super) struct OrderQuery {
    #[serde(default)]
    status: StatusFilter,
    business_date: Option<BusinessDate>,
    session: Option<SearchText<{ limits::ID_CHARS }>>,
    idempotency_key: Option<SearchText<{ limits::KEY_BYTES }>>,
    #[serde(default)]
    store: StoreParameter,
    #[serde(default, deserialize_with = "deserialize_optional")]
    cursor: Option<PageCursor>,
    #[serde(default)]
    limit: PageLimit,
}

impl From<OrderQuery> for OrderFilter {
    fn from(query: OrderQuery) -> Self {
        let OrderQuery { status, business_date, session, idempotency_key, store, cursor, limit } =
            query;
        Self {
            store: store.into_text(),
            statuses: status.0,
            business_date: business_date.map(|BusinessDate(date)| date),
            session: session.map(SearchText::into_text),
            idempotency_key: idempotency_key.map(SearchText::into_text),
            after: cursor,
            limit: limit.0,
        }
    }
}

/// `open`, or statuses separated by commas.
#[derive(Debug, Default, Deserialize)]
#[serde(try_from = "String")]
struct StatusFilter(Vec<OrderStatus>);

impl TryFrom<String> for StatusFilter {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        if text == "open" {
            return Ok(Self(
                OrderStatus::ALL.into_iter().filter(|status| status.is_open()).collect(),
            ));
        }
        text.split(',').map(str::parse).collect::<Result<_, _>>().map(Self)
    }
}

/// A date of the form `2026-03-02`.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
struct BusinessDate(Date);

impl TryFrom<String> for BusinessDate {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, &'static str> {
        // The library also reads times and signed years, and drops the excess.
        let is_part =
            |(n, b): (usize, u8)| if n == 4 || n == 7 { b == b'-' } else { b.is_ascii_digit() };
        let date =
            text.parse().ok().filter(|_| text.len() == 10 && text.bytes().enumerate().all(is_part));
        date.map(Self).ok_or("a date looks like 2026-03-02")
    }
}

#[utoipa::path(
    get,
    path = "/api/v1/orders",
    tag = "orders",
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
    responses((status = 200, description = "One page", body = OrderPage), ListRefusals)
)]
pub(super) async fn list_orders(
    State(app): State<OrderService>,
    caller: SurfaceCaller,
    QueryParams(query): QueryParams<OrderQuery>,
) -> Result<JsonBody<OrderPage>, Problem> {
    let filter = OrderFilter::from(query);
    // A list without a session would contain the orders of all customers.
    let is_own = |session: &String| caller.can_serve(session);
    if !caller.can_call_for_staff() && !filter.session.as_ref().is_some_and(is_own) {
        return Err(SurfaceCaller::other_customer());
    }
    Ok(JsonBody(app.store.list_orders(&filter).await?))
}

refusals!(ListRefusals: 400 => ["invalid_query"], 403 => ["other_customer"]);

/// Bounds of the parameters that their types do not express.
pub(super) fn parameter_bounds() -> Bounds {
    let status = format!("({})", OrderStatus::ALL.map(OrderStatus::as_str).join("|"));
    let status = format!("^(open|{status}(,{status})*)$");
    let own = vec![
        ("status", json!({ "pattern": status, "example": "placed,accepted" })),
        ("business_date", json!({ "format": "date" })),
        ("session", search_text_bounds(limits::ID_CHARS)),
        ("idempotency_key", search_text_bounds(limits::KEY_BYTES)),
        ("cursor", json!({ "pattern": r"^[1-9a-f][0-9a-f]{0,10}\.[0-9a-f]{32}$" })),
        ("limit", json!({ "minimum": 1, "maximum": limits::PAGE, "default": DEFAULT_LIMIT })),
    ];
    [own, query::parameter_bounds()].concat()
}
