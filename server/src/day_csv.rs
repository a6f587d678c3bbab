//! `GET /admin/day.csv?date=`: the orders of a business date, one to a line, for staff and their spreadsheet.

use crate::site::Site;
use app::ssr::{guard_formulas, wants_page};
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    response::{IntoResponse as _, Redirect, Response},
};
use http::{HeaderMap, StatusCode, header};
use jiff::civil::Date;
use order_api::Order;
use serde::Deserialize;
use service_kit::Problem;

/// Which day.
#[derive(Deserialize)]
pub struct Asked {
    date: Date,
}

const COLUMNS: [&str; 10] = [
    "business_date",
    "number",
    "placed_at",
    "promised_at",
    "ready_at",
    "status",
    "reason",
    "name",
    "total",
    "lines",
];
/// So that a spreadsheet reads it as UTF-8.
const MARK: &str = "\u{feff}";

/// Without a date 400, and the page where one is chosen for a person; 503 while the order service cannot be asked.
pub async fn download(
    State(site): State<Site>,
    headers: HeaderMap,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let Ok(Query(Asked { date })) = asked else {
        if wants_page(&headers) {
            return Redirect::to("/admin/day").into_response();
        }
        return Problem::new(StatusCode::BAD_REQUEST, "invalid_query").into_response();
    };
    let table = match site.gateway.day(date).await {
        Ok(day) => table(&day.orders),
        Err(error) => return Problem::unavailable(error).into_response(),
    };
    match table {
        Ok(table) => {
            let name = format!("attachment; filename=\"jumun-{date}.csv\"");
            (
                [
                    (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
                    (header::CONTENT_DISPOSITION, name),
                ],
                table,
            )
                .into_response()
        }
        Err(error) => Problem::internal(error).into_response(),
    }
}

/// In the order of their numbers.
fn table(orders: &[Order]) -> csv::Result<String> {
    let mut orders: Vec<_> = orders.iter().collect();
    orders.sort_by_key(|order| order.number);
    let mut writer = csv::Writer::from_writer(MARK.as_bytes().to_vec());
    writer.write_record(COLUMNS)?;
    for order in orders {
        writer.write_record(row(order).map(|cell| guard_formulas(&cell)))?;
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn row(order: &Order) -> [String; COLUMNS.len()] {
    let line = |line: &order_api::Line| format!("{} x{}", line.name, line.quantity);
    [
        order.business_date.to_string(),
        order.number.to_string(),
        order.placed_at.to_string(),
        order.promised_at.to_string(),
        order.handling.ready_at.map(|at| at.to_string()).unwrap_or_default(),
        order.status.to_string(),
        order.reason.clone().unwrap_or_default(),
        order.customer.name.clone(),
        order.total.to_string(),
        order.lines.iter().map(line).collect::<Vec<_>>().join("; "),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::sample_order as order;
    use order_api::{Customer, Status};

    #[test]
    fn a_name_is_neither_a_formula_nor_two_cells() {
        let named = |name: &str| Order {
            customer: Customer { session: String::new(), name: name.to_owned() },
            ..order(1, Status::Completed, 5)
        };
        let table = table(&[named("=HYPERLINK(1)"), named("a, \"b\"")]).unwrap();
        assert!(table.starts_with("\u{feff}business_date,number,"));
        assert!(table.contains(",'=HYPERLINK(1),") && table.contains(",\"a, \"\"b\"\"\","), "{table}");
    }
}
