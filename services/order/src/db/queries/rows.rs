//! Conversion between database rows and the contract's types.

use super::{Connection, Db};
use crate::db::RepositoryError;
use jiff::Timestamp;
use order_api::{
    ActingStaff, CustomerIdentity, Order, OrderHandling, OrderId, OrderLine, OrderStatus,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use sqlx::{Database, QueryBuilder, Row, types::Json};
use std::collections::HashMap;
use uuid::Uuid;

pub(super) type DbRow = <Db as Database>::Row;
/// Payload of an event: the whole order after it.
pub(super) type Payload = Json<Order>;

/// Columns of an order, by name: a statement that Postgres keeps prepared fails once its `*` has
/// gained a column, so a newer program's migration would break the older programs that still run.
pub(super) const ORDER: &str = "id, store_id, business_date, number, status, version, placed_at_ms, promised_at_ms,
    status_at_ms, reason, customer_session, customer_name, dining, menu_version, menu_verified, currency, total_minor,
    note, cup, pickup_at_ms, accept_by_ms, hold_ms, ready_at_ms, lines_done, unacknowledged,
    changed_by";

const LINE: &str = "order_id, item_id, name, unit_price_minor, quantity, options, line_total_minor";

/// Maximum ids in one query, far below the parameter limit of both engines.
const IDS_PER_QUERY: usize = 500;

pub(super) fn to_millis(at: Timestamp) -> i64 {
    at.as_millisecond()
}

pub(super) fn read_timestamp(row: &DbRow, column: &str) -> Result<Timestamp, RepositoryError> {
    timestamp_from_millis(row.try_get(column)?)
}

fn timestamp_from_millis(millis: i64) -> Result<Timestamp, RepositoryError> {
    Timestamp::from_millisecond(millis).map_err(unreadable_error)
}

/// Wire name of one of the contract's enums.
pub(super) fn wire_name<T: Serialize>(value: &T) -> Result<String, RepositoryError> {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => Ok(word),
        other => Err(RepositoryError::Unreadable(format!("{other:?} is no word"))),
    }
}

pub(super) fn read_wire_name<T: DeserializeOwned>(
    row: &DbRow,
    column: &str,
) -> Result<T, RepositoryError> {
    parse_wire_name(row.try_get(column)?)
}

pub(super) fn parse_wire_name<T: DeserializeOwned>(word: String) -> Result<T, RepositoryError> {
    serde_json::from_value(Value::String(word)).map_err(unreadable_error)
}

fn unreadable_error(error: impl std::fmt::Display) -> RepositoryError {
    RepositoryError::Unreadable(error.to_string())
}

/// The orders of these rows with their lines, in the same sequence.
pub(super) async fn orders_of(
    conn: &mut Connection,
    rows: &[DbRow],
) -> Result<Vec<Order>, RepositoryError> {
    let ids = rows.iter().map(|row| row.try_get("id")).collect::<Result<Vec<Uuid>, _>>()?;
    let mut lines = lines_of(conn, &ids).await?;
    rows.iter()
        .zip(ids)
        .map(|(row, id)| order_of(row, id, lines.remove(&id).unwrap_or_default()))
        .collect()
}

pub(super) fn order_of(
    row: &DbRow,
    id: Uuid,
    lines: Vec<OrderLine>,
) -> Result<Order, RepositoryError> {
    let customer = CustomerIdentity {
        session: row.try_get("customer_session")?,
        name: row.try_get("customer_name")?,
    };
    Ok(Order {
        id: OrderId(id),
        store: row.try_get("store_id")?,
        number: row.try_get("number")?,
        business_date: row
            .try_get::<String, _>("business_date")?
            .parse()
            .map_err(unreadable_error)?,
        status: row
            .try_get::<String, _>("status")?
            .parse::<OrderStatus>()
            .map_err(unreadable_error)?,
        version: row.try_get("version")?,
        placed_at: read_timestamp(row, "placed_at_ms")?,
        promised_at: read_timestamp(row, "promised_at_ms")?,
        status_at: read_timestamp(row, "status_at_ms")?,
        reason: row.try_get("reason")?,
        customer,
        dining: read_wire_name(row, "dining")?,
        menu_version: row.try_get("menu_version")?,
        menu_verified: row.try_get("menu_verified")?,
        currency: row.try_get("currency")?,
        lines,
        total: row.try_get("total_minor")?,
        note: row.try_get("note")?,
        cup: row.try_get::<Option<String>, _>("cup")?.map(parse_wire_name).transpose()?,
        pickup_at: row
            .try_get::<Option<i64>, _>("pickup_at_ms")?
            .map(timestamp_from_millis)
            .transpose()?,
        handling: handling_of(row)?,
    })
}

fn handling_of(row: &DbRow) -> Result<OrderHandling, RepositoryError> {
    let usual = OrderHandling::default();
    let hold_ms: Option<i64> = row.try_get("hold_ms")?;
    let hold_s = hold_ms
        .map(|hold_ms| u32::try_from(hold_ms / 1_000))
        .transpose()
        .map_err(unreadable_error)?;
    let lines_done: Option<Json<Vec<u32>>> = row.try_get("lines_done")?;
    Ok(OrderHandling {
        accept_by: row
            .try_get::<Option<i64>, _>("accept_by_ms")?
            .map(timestamp_from_millis)
            .transpose()?,
        hold_s: hold_s.unwrap_or(usual.hold_s),
        ready_at: row
            .try_get::<Option<i64>, _>("ready_at_ms")?
            .map(timestamp_from_millis)
            .transpose()?,
        lines_done: lines_done.map_or(usual.lines_done, |Json(lines)| lines),
        unacknowledged: row
            .try_get::<Option<bool>, _>("unacknowledged")?
            .unwrap_or(usual.unacknowledged),
        changed_by: row.try_get::<Option<Json<ActingStaff>>, _>("changed_by")?.map(|Json(by)| by),
    })
}

/// Reads lines in a second statement. That is consistent, since lines never change after the
/// placement.
async fn lines_of(
    conn: &mut Connection,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Vec<OrderLine>>, RepositoryError> {
    let mut lines: HashMap<Uuid, Vec<OrderLine>> = HashMap::with_capacity(ids.len());
    for ids in ids.chunks(IDS_PER_QUERY) {
        let mut query =
            QueryBuilder::<Db>::new(format!("SELECT {LINE} FROM order_lines WHERE order_id IN ("));
        let mut list = query.separated(", ");
        ids.iter().for_each(|id| {
            list.push_bind(*id);
        });
        query.push(") ORDER BY order_id, line_index");
        for row in query.build().persistent(false).fetch_all(&mut *conn).await? {
            lines.entry(row.try_get("order_id")?).or_default().push(line_of(&row)?);
        }
    }
    Ok(lines)
}

fn line_of(row: &DbRow) -> Result<OrderLine, RepositoryError> {
    let Json(options) = row.try_get("options")?;
    Ok(OrderLine {
        item_id: row.try_get("item_id")?,
        name: row.try_get("name")?,
        unit_price: row.try_get("unit_price_minor")?,
        quantity: row.try_get("quantity")?,
        options,
        line_total: row.try_get("line_total_minor")?,
    })
}
