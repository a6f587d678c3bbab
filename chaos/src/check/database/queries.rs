//! The statements, written once for both engines.

use super::Db;
use crate::{
    check::{
        database::Standing,
        facts::{Event, Facts, KeyRow},
    },
    history::Stand,
};
use anyhow::Result;
use jiff::Timestamp;
use order_api::{By, Cup, Cursor, Customer, Handling, Line, LineOption, Order, OrderEvent, OrderId};
use serde::de::DeserializeOwned;
use serde_json::Value;
use sqlx::{Connection as _, Database, Row as _, types::Json};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

type Connection = <Db as Database>::Connection;
type DbRow = <Db as Database>::Row;

/// Orders, events and keys, in one transaction with one snapshot: also without load, orders that
/// are not accepted in time expire.
pub(in crate::check::database) async fn facts(conn: &mut Connection) -> Result<Facts> {
    let mut transaction = conn.begin().await?;
    let mut lines = lines(&mut transaction).await?;
    let rows = sqlx::query::<Db>("SELECT * FROM orders ORDER BY id").fetch_all(&mut *transaction).await?;
    let orders = rows.iter().map(|row| order(row, &mut lines)).collect::<Result<_>>()?;
    let sql = "SELECT transaction_id, sequence, kind, actor, at_ms, payload FROM order_events
               ORDER BY transaction_id, sequence";
    let rows = sqlx::query::<Db>(sql).fetch_all(&mut *transaction).await?;
    let events = rows.iter().map(event).collect::<Result<_>>()?;
    let sql = "SELECT store_id, key, order_id FROM idempotency_keys";
    let rows = sqlx::query::<Db>(sql).fetch_all(&mut *transaction).await?;
    let keys = rows.iter().map(key).collect::<Result<_>>()?;
    Ok(Facts { orders, events, keys })
}

/// The feed's head and the current state of every order.
pub(in crate::check::database) async fn standing(conn: &mut Connection) -> Result<Standing> {
    let mut transaction = conn.begin().await?;
    let sql = "SELECT transaction_id, sequence FROM order_events ORDER BY transaction_id DESC, sequence DESC LIMIT 1";
    let row = sqlx::query::<Db>(sql).fetch_optional(&mut *transaction).await?;
    let head = row.as_ref().map(cursor).transpose()?.unwrap_or_default();
    let sql = "SELECT id, version, status FROM orders";
    let rows = sqlx::query::<Db>(sql).fetch_all(&mut *transaction).await?;
    let orders = rows.iter().map(stand).collect::<Result<_>>()?;
    Ok(Standing { head, orders })
}

/// Orders with a name or a note.
pub(in crate::check::database) async fn named_orders(conn: &mut Connection) -> Result<HashSet<OrderId>> {
    let sql = "SELECT id FROM orders WHERE customer_name <> '' OR note <> ''";
    let rows = sqlx::query::<Db>(sql).fetch_all(conn).await?;
    rows.iter().map(|row| Ok(OrderId(row.try_get("id")?))).collect()
}

async fn lines(conn: &mut Connection) -> Result<HashMap<Uuid, Vec<Line>>> {
    let mut lines: HashMap<Uuid, Vec<Line>> = HashMap::new();
    let sql = "SELECT * FROM order_lines ORDER BY order_id, line_index";
    for row in sqlx::query::<Db>(sql).fetch_all(conn).await? {
        lines.entry(row.try_get("order_id")?).or_default().push(line(&row)?);
    }
    Ok(lines)
}

fn line(row: &DbRow) -> Result<Line> {
    let Json(options) = row.try_get::<Json<Vec<LineOption>>, _>("options")?;
    Ok(Line {
        item_id: row.try_get("item_id")?,
        name: row.try_get("name")?,
        unit_price: row.try_get("unit_price_minor")?,
        quantity: row.try_get("quantity")?,
        options,
        line_total: row.try_get("line_total_minor")?,
    })
}

fn order(row: &DbRow, lines: &mut HashMap<Uuid, Vec<Line>>) -> Result<Order> {
    let id: Uuid = row.try_get("id")?;
    let customer =
        Customer { session: row.try_get("customer_session")?, name: row.try_get("customer_name")? };
    Ok(Order {
        id: OrderId(id),
        store: row.try_get("store_id")?,
        number: row.try_get("number")?,
        business_date: row.try_get::<String, _>("business_date")?.parse()?,
        status: word(row, "status")?,
        version: row.try_get("version")?,
        placed_at: at(row, "placed_at_ms")?,
        promised_at: at(row, "promised_at_ms")?,
        status_at: at(row, "status_at_ms")?,
        reason: row.try_get("reason")?,
        customer,
        dining: word(row, "dining")?,
        menu_version: row.try_get("menu_version")?,
        menu_verified: row.try_get("menu_verified")?,
        currency: row.try_get("currency")?,
        lines: lines.remove(&id).unwrap_or_default(),
        total: row.try_get("total_minor")?,
        note: row.try_get("note")?,
        cup: row.try_get::<Option<String>, _>("cup")?.map(|cup| cup_of(&cup)).transpose()?,
        pickup_at: row
            .try_get::<Option<i64>, _>("pickup_at_ms")?
            .map(Timestamp::from_millisecond)
            .transpose()?,
        handling: handling(row)?,
    })
}

fn handling(row: &DbRow) -> Result<Handling> {
    let usual = Handling::default();
    let lines_done: Option<Json<Vec<u32>>> = row.try_get("lines_done")?;
    let hold_ms: Option<i64> = row.try_get("hold_ms")?;
    Ok(Handling {
        accept_by: row
            .try_get::<Option<i64>, _>("accept_by_ms")?
            .map(Timestamp::from_millisecond)
            .transpose()?,
        hold_s: hold_ms.map_or(Ok(usual.hold_s), |hold_ms| (hold_ms / 1_000).try_into())?,
        ready_at: row
            .try_get::<Option<i64>, _>("ready_at_ms")?
            .map(Timestamp::from_millisecond)
            .transpose()?,
        lines_done: lines_done.map_or(usual.lines_done, |Json(lines)| lines),
        unacknowledged: row.try_get::<Option<bool>, _>("unacknowledged")?.unwrap_or(usual.unacknowledged),
        changed_by: row.try_get::<Option<Json<By>>, _>("changed_by")?.map(|Json(by)| by),
    })
}

fn cup_of(word: &str) -> Result<Cup> {
    Ok(serde_json::from_value(Value::String(word.to_owned()))?)
}

fn event(row: &DbRow) -> Result<Event> {
    let Json(order) = row.try_get::<Json<Order>, _>("payload")?;
    let (kind, actor) = (word(row, "kind")?, word(row, "actor")?);
    Ok(Event { cursor: cursor(row)?, event: OrderEvent { kind, actor, at: at(row, "at_ms")?, order } })
}

fn key(row: &DbRow) -> Result<KeyRow> {
    let order = OrderId(row.try_get("order_id")?);
    Ok(KeyRow { store: row.try_get("store_id")?, key: row.try_get("key")?, order })
}

fn stand(row: &DbRow) -> Result<Stand> {
    let order = OrderId(row.try_get("id")?);
    Ok(Stand { order, version: row.try_get("version")?, status: word(row, "status")? })
}

fn cursor(row: &DbRow) -> Result<Cursor> {
    Ok(Cursor { transaction: row.try_get("transaction_id")?, sequence: row.try_get("sequence")? })
}

fn at(row: &DbRow, column: &str) -> Result<Timestamp> {
    Ok(Timestamp::from_millisecond(row.try_get(column)?)?)
}

/// An enum of the contract, by its wire name.
fn word<T: DeserializeOwned>(row: &DbRow, column: &str) -> Result<T> {
    Ok(serde_json::from_value(Value::String(row.try_get(column)?))?)
}
