//! `GET /admin/day.csv?date=&by=`: the orders of a business date as CSV, or their drinks with
//! `by=drink`, for a manager's spreadsheet.

use crate::{session::identity::SenderIdentity, state::SurfaceState};
use app::admin::reports::day_table::{DayTable, write_day};
use app::shared::ssr::wants_page;
use axum::{
    Extension,
    extract::{Query, State, rejection::QueryRejection},
    response::{IntoResponse as _, Redirect, Response},
};
use http::{HeaderMap, StatusCode, header};
use jiff::civil::Date;
use serde::Deserialize;
use service_kit::Problem;

/// Query parameters: the business date, and what a line is (`drink`, else an order).
#[derive(Deserialize)]
pub struct DayCsvQuery {
    date: Date,
    by: Option<String>,
}

/// Answers 400 without a valid date (a browser is redirected to the page where one is chosen), and
/// 503 while the order service cannot be reached or no menu is known, whose store has the time zone
/// and the tax.
pub async fn download_day(
    State(site): State<SurfaceState>,
    Extension(identity): Extension<SenderIdentity>,
    headers: HeaderMap,
    asked: Result<Query<DayCsvQuery>, QueryRejection>,
) -> Response {
    let Ok(Query(DayCsvQuery { date, by })) = asked else {
        if wants_page(&headers) {
            return Redirect::to("/admin/day").into_response();
        }
        return Problem::new(StatusCode::BAD_REQUEST, "invalid_query").into_response();
    };
    let (kind, name) = match by.as_deref() {
        Some("drink") => (DayTable::Drinks, format!("jumun-{date}-drinks.csv")),
        _ => (DayTable::Orders, format!("jumun-{date}.csv")),
    };
    let Some(known) = site.gateway.known_menu() else {
        return Problem::service_unavailable("no menu is known").into_response();
    };
    let table = match site.gateway.fetch_day_orders(date).await {
        Ok(day) => write_day(&day.orders, &known.menu.store, kind, identity.lang),
        Err(error) => return Problem::service_unavailable(error).into_response(),
    };
    match table {
        Ok(table) => {
            let name = format!("attachment; filename=\"{name}\"");
            let kind = "text/csv; charset=utf-8".to_owned();
            ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], table)
                .into_response()
        }
        Err(error) => Problem::internal_error(error).into_response(),
    }
}
