//! The statements, written once for both engines.

use super::Db;
use crate::{
    check::{
        database::OrderStateSnapshot,
        facts::{DatabaseFacts, FeedRow, KeyRow},
    },
    history::OrderState,
};
use anyhow::Result;
use jiff::Timestamp;
use order_api::{
    ActingStaff, CupKind, CustomerIdentity, FeedCursor, LineOption, Order, OrderEvent,
    OrderHandling, OrderId, OrderLine,
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use sqlx::{Connection as _, Database, Row as _, types::Json};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

type DbConnection = <Db as Database>::Connection;
type DbRow = <Db as Database>::Row;

/// Orders, events and keys, in one transaction with one snapshot: also without load, orders that
/// are not accepted in time expire.
pub(in crate::check::database) async fn read_facts(
    conn: &mut DbConnection,
) -> Result<DatabaseFacts> {
    let mut transaction = conn.begin().await?;
    let mut lines = read_order_lines(&mut transaction).await?;
    let rows =
        sqlx::query::<Db>("SELECT * FROM orders ORDER BY id").fetch_all(&mut *transaction).await?;
    let orders = rows.iter().map(|row| decode_order(row, &mut lines)).collect::<Result<_>>()?;
    let sql = "SELECT transaction_id, sequence, kind, actor, at_ms, payload FROM order_events
               ORDER BY transaction_id, sequence";
    let rows = sqlx::query::<Db>(sql).fetch_all(&mut *transaction).await?;
    let events = rows.iter().map(decode_feed_row).collect::<Result<_>>()?;
    let sql = "SELECT store_id, key, order_id FROM idempotency_keys";
    let rows = sqlx::query::<Db>(sql).fetch_all(&mut *transaction).await?;
    let keys = rows.iter().map(decode_key_row).collect::<Result<_>>()?;
    Ok(DatabaseFacts { orders, events, keys })
}

/// The feed's head and the current state of every order.
pub(in crate::check::database) async fn read_order_states(
    conn: &mut DbConnection,
) -> Result<OrderStateSnapshot> {
    let mut transaction = conn.begin().await?;
    let sql = "SELECT transaction_id, sequence FROM order_events ORDER BY transaction_id DESC, sequence DESC LIMIT 1";
    let row = sqlx::query::<Db>(sql).fetch_optional(&mut *transaction).await?;
    let head = row.as_ref().map(decode_cursor).transpose()?.unwrap_or_default();
    let sql = "SELECT id, version, status FROM orders";
    let rows = sqlx::query::<Db>(sql).fetch_all(&mut *transaction).await?;
    let orders = rows.iter().map(decode_order_state).collect::<Result<_>>()?;
    Ok(OrderStateSnapshot { head, orders })
}

/// Orders with a name or a note.
pub(in crate::check::database) async fn find_unerased_orders(
    conn: &mut DbConnection,
) -> Result<HashSet<OrderId>> {
    let sql = "SELECT id FROM orders WHERE customer_name <> '' OR note <> ''";
    let rows = sqlx::query::<Db>(sql).fetch_all(conn).await?;
    rows.iter().map(|row| Ok(OrderId(row.try_get("id")?))).collect()
}

async fn read_order_lines(conn: &mut DbConnection) -> Result<HashMap<Uuid, Vec<OrderLine>>> {
    let mut lines: HashMap<Uuid, Vec<OrderLine>> = HashMap::new();
    let sql = "SELECT * FROM order_lines ORDER BY order_id, line_index";
    for row in sqlx::query::<Db>(sql).fetch_all(conn).await? {
        lines.entry(row.try_get("order_id")?).or_default().push(decode_line(&row)?);
    }
    Ok(lines)
}

fn decode_line(row: &DbRow) -> Result<OrderLine> {
    let Json(options) = row.try_get::<Json<Vec<LineOption>>, _>("options")?;
    Ok(OrderLine {
        item_id: row.try_get("item_id")?,
        name: row.try_get("name")?,
        unit_price: row.try_get("unit_price_minor")?,
        quantity: row.try_get("quantity")?,
        options,
        line_total: row.try_get("line_total_minor")?,
    })
}

fn decode_order(row: &DbRow, lines: &mut HashMap<Uuid, Vec<OrderLine>>) -> Result<Order> {
    let id: Uuid = row.try_get("id")?;
    let customer = CustomerIdentity {
        session: row.try_get("customer_session")?,
        name: row.try_get("customer_name")?,
    };
    Ok(Order {
        id: OrderId(id),
        store: row.try_get("store_id")?,
        number: row.try_get("number")?,
        business_date: row.try_get::<String, _>("business_date")?.parse()?,
        status: decode_enum(row, "status")?,
        version: row.try_get("version")?,
        placed_at: decode_timestamp(row, "placed_at_ms")?,
        promised_at: decode_timestamp(row, "promised_at_ms")?,
        status_at: decode_timestamp(row, "status_at_ms")?,
        reason: row.try_get("reason")?,
        customer,
        dining: decode_enum(row, "dining")?,
        menu_version: row.try_get("menu_version")?,
        menu_verified: row.try_get("menu_verified")?,
        currency: row.try_get("currency")?,
        lines: lines.remove(&id).unwrap_or_default(),
        total: row.try_get("total_minor")?,
        note: row.try_get("note")?,
        cup: row.try_get::<Option<String>, _>("cup")?.map(|cup| decode_cup(&cup)).transpose()?,
        pickup_at: row
            .try_get::<Option<i64>, _>("pickup_at_ms")?
            .map(Timestamp::from_millisecond)
            .transpose()?,
        handling: decode_handling(row)?,
    })
}

fn decode_handling(row: &DbRow) -> Result<OrderHandling> {
    let usual = OrderHandling::default();
    let lines_done: Option<Json<Vec<u32>>> = row.try_get("lines_done")?;
    let hold_ms: Option<i64> = row.try_get("hold_ms")?;
    Ok(OrderHandling {
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
        unacknowledged: row
            .try_get::<Option<bool>, _>("unacknowledged")?
            .unwrap_or(usual.unacknowledged),
        changed_by: row.try_get::<Option<Json<ActingStaff>>, _>("changed_by")?.map(|Json(by)| by),
    })
}

fn decode_cup(word: &str) -> Result<CupKind> {
    Ok(serde_json::from_value(Value::String(word.to_owned()))?)
}

fn decode_feed_row(row: &DbRow) -> Result<FeedRow> {
    let Json(order) = row.try_get::<Json<Order>, _>("payload")?;
    let kind = decode_enum(row, "kind")?;
    let actor = decode_enum(row, "actor")?;
    Ok(FeedRow {
        cursor: decode_cursor(row)?,
        event: OrderEvent { kind, actor, at: decode_timestamp(row, "at_ms")?, order },
    })
}

fn decode_key_row(row: &DbRow) -> Result<KeyRow> {
    let order = OrderId(row.try_get("order_id")?);
    Ok(KeyRow { store: row.try_get("store_id")?, key: row.try_get("key")?, order })
}

fn decode_order_state(row: &DbRow) -> Result<OrderState> {
    let order = OrderId(row.try_get("id")?);
    Ok(OrderState { order, version: row.try_get("version")?, status: decode_enum(row, "status")? })
}

fn decode_cursor(row: &DbRow) -> Result<FeedCursor> {
    Ok(FeedCursor {
        transaction: row.try_get("transaction_id")?,
        sequence: row.try_get("sequence")?,
    })
}

fn decode_timestamp(row: &DbRow, column: &str) -> Result<Timestamp> {
    Ok(Timestamp::from_millisecond(row.try_get(column)?)?)
}

/// An enum of the contract, by its wire name.
fn decode_enum<T: DeserializeOwned>(row: &DbRow, column: &str) -> Result<T> {
    Ok(serde_json::from_value(Value::String(row.try_get(column)?))?)
}
