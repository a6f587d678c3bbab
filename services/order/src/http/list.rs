//! `GET /api/v1/orders?status=&business_date=&session=&idempotency_key=&store=&cursor=&limit=`: a store's orders,
//! newest first. There is always a next page to ask for, and never a silent cap.

use super::App;
use crate::store::Filter;
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
};
use order_api::{OrderPage, Status, limits};
use serde::Deserialize;
use service_kit::{Json, Problem};
use std::{fmt::Display, str::FromStr};

/// The one store of the default run.
const DEFAULT_STORE: &str = "main";
const DEFAULT_LIMIT: u32 = 50;

/// Everything is text, so that a refusal can say which parameter is wrong.
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

pub(super) async fn list(
    State(app): State<App>,
    params: Result<Query<Params>, QueryRejection>,
) -> Result<Json<OrderPage>, Problem> {
    let Query(params) = params.map_err(|rejection| invalid(rejection.body_text()))?;
    Ok(Json(app.store.order_list(&filter(params)?).await?))
}

fn invalid(detail: impl Into<String>) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "invalid_query").detail(detail)
}

fn filter(params: Params) -> Result<Filter, Problem> {
    let limit = parse("limit", params.limit.as_deref())?.unwrap_or(DEFAULT_LIMIT);
    if !(1..=limits::PAGE).contains(&limit) {
        return Err(invalid(format!("limit: 1 to {}", limits::PAGE)));
    }
    Ok(Filter {
        store: text("store", params.store)?.unwrap_or_else(|| DEFAULT_STORE.to_owned()),
        statuses: params.status.as_deref().map_or_else(|| Ok(Vec::new()), statuses)?,
        business_date: parse("business_date", params.business_date.as_deref())?,
        session: text("session", params.session)?,
        idempotency_key: text("idempotency_key", params.idempotency_key)?,
        after: parse("cursor", params.cursor.as_deref())?,
        limit,
    })
}

fn parse<T: FromStr<Err: Display>>(name: &str, text: Option<&str>) -> Result<Option<T>, Problem> {
    text.map(|text| text.parse().map_err(|error| invalid(format!("{name}: {error}")))).transpose()
}

/// A control character is in nothing that is stored, and Postgres does not even take a NUL to look for.
fn text(name: &str, text: Option<String>) -> Result<Option<String>, Problem> {
    match text {
        Some(text) if text.is_empty() || text.chars().any(char::is_control) => {
            Err(invalid(format!("{name}: is empty or has control characters")))
        }
        text => Ok(text),
    }
}

/// `open`, or statuses between commas.
fn statuses(text: &str) -> Result<Vec<Status>, Problem> {
    if text == "open" {
        return Ok(Status::ALL.into_iter().filter(|status| status.is_open()).collect());
    }
    text.split(',').map(|one| one.parse().map_err(|error| invalid(format!("status: {error}")))).collect()
}
