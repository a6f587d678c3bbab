//! Queries of the event feed, in commit order.

use super::{
    Connection, Db,
    list::OPEN,
    rows::{self, DbRow, ORDER, Payload, read_timestamp, read_wire_name, to_millis},
};
use crate::db::RepositoryError;
use jiff::Timestamp;
use order_api::{
    FeedCursor, Order, OrderEvent, OrderId, OrderStatus,
    lifecycle::{self, RECALL_WINDOW},
};
use sqlx::{Row, types::Json};
use uuid::Uuid;

/// Reads events after `cursor` and below `horizon`, the oldest transaction that may still commit
/// rows, read before this statement begins.
///
/// Two halves, since SQLite searches the index only by the first part of
/// `(transaction_id, sequence) > ($1, $2)`, which is always 0 there: it would read every event from
/// the first one, not from the position. The inner limits do the same for Postgres, which would
/// otherwise read to the end and sort.
pub(super) async fn list_events_after(
    conn: &mut Connection,
    cursor: FeedCursor,
    horizon: i64,
    limit: i64,
) -> Result<Vec<(FeedCursor, OrderEvent)>, RepositoryError> {
    let sql = "SELECT * FROM (SELECT transaction_id, sequence, kind, actor, at_ms, payload FROM order_events
                   WHERE transaction_id = $1 AND sequence > $2 AND transaction_id < $3
                   ORDER BY transaction_id, sequence LIMIT $4) AS same_transaction
               UNION ALL
               SELECT * FROM (SELECT transaction_id, sequence, kind, actor, at_ms, payload FROM order_events
                   WHERE transaction_id > $1 AND transaction_id < $3
                   ORDER BY transaction_id, sequence LIMIT $4) AS later_ones
               ORDER BY transaction_id, sequence LIMIT $4";
    let rows = sqlx::query::<Db>(sql)
        .bind(cursor.transaction)
        .bind(cursor.sequence)
        .bind(horizon)
        .bind(limit)
        .fetch_all(conn)
        .await?;
    rows.iter().map(|row| Ok((cursor_of(row)?, event_of(row)?))).collect()
}

pub(super) async fn fetch_feed_head(
    conn: &mut Connection,
    horizon: i64,
) -> Result<FeedCursor, RepositoryError> {
    let sql = "SELECT transaction_id, sequence FROM order_events WHERE transaction_id < $1
               ORDER BY transaction_id DESC, sequence DESC LIMIT 1";
    let row = sqlx::query::<Db>(sql).bind(horizon).fetch_optional(conn).await?;
    row.map_or_else(|| Ok(FeedCursor::default()), |row| cursor_of(&row))
}

pub(super) async fn list_order_events(
    conn: &mut Connection,
    id: OrderId,
) -> Result<Vec<OrderEvent>, RepositoryError> {
    let sql =
        "SELECT kind, actor, at_ms, payload FROM order_events WHERE order_id = $1 ORDER BY version";
    let rows = sqlx::query::<Db>(sql).bind(id.0).fetch_all(conn).await?;
    rows.iter().map(event_of).collect()
}

/// Target of an undo of the order's last transition, as in [`lifecycle::undoes_to`].
pub(super) async fn find_undo_target(
    conn: &mut Connection,
    order: &Order,
) -> Result<Option<OrderStatus>, RepositoryError> {
    let sql =
        "SELECT kind, actor, at_ms, payload FROM order_events WHERE order_id = $1 AND version >= $2
               ORDER BY version";
    let rows =
        sqlx::query::<Db>(sql).bind(order.id.0).bind(order.version - 1).fetch_all(conn).await?;
    let events = rows.iter().map(event_of).collect::<Result<Vec<_>, _>>()?;
    Ok(match &events[..] {
        [before, last] => lifecycle::undo_target(before, last),
        _ => None,
    })
}

/// Three parts, so that each uses its index: a page reads only its own open orders, the recently
/// ended orders, and those that the counter has yet to acknowledge. With a single condition, SQLite
/// would search for recently ended orders among all orders after `after`.
pub(super) async fn list_snapshot_orders(
    conn: &mut Connection,
    now: Timestamp,
    after: Option<OrderId>,
    limit: i64,
) -> Result<Vec<Order>, RepositoryError> {
    let sql = sql!(
        "SELECT {ORDER} FROM (SELECT {ORDER} FROM orders WHERE {OPEN} AND id > $1 ORDER BY id LIMIT $3) AS open
         UNION ALL
         SELECT {ORDER} FROM orders WHERE id > $1
             AND id IN (SELECT id FROM orders WHERE status_at_ms >= $2 AND NOT ({OPEN})
                        UNION SELECT id FROM orders WHERE unacknowledged)
         ORDER BY id LIMIT $3"
    );
    let rows = sqlx::query::<Db>(sql)
        .bind(after.map_or(Uuid::nil(), |after| after.0))
        .bind(to_millis(now - RECALL_WINDOW))
        .bind(limit)
        .fetch_all(&mut *conn)
        .await?;
    rows::orders_of(conn, &rows).await
}

fn cursor_of(row: &DbRow) -> Result<FeedCursor, RepositoryError> {
    Ok(FeedCursor {
        transaction: row.try_get("transaction_id")?,
        sequence: row.try_get("sequence")?,
    })
}

fn event_of(row: &DbRow) -> Result<OrderEvent, RepositoryError> {
    let Json(order) = row.try_get::<Payload, _>("payload")?;
    let kind = read_wire_name(row, "kind")?;
    let actor = read_wire_name(row, "actor")?;
    Ok(OrderEvent { kind, actor, at: read_timestamp(row, "at_ms")?, order })
}
