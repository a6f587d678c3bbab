//! Erasure of personal data from ended orders: the customer's name and note and the names of staff,
//! in the order and in each of its events, and the fingerprint of its placement, which is computed
//! from name and note.
//!
//! An order erased by the retention limit keeps its version, so feeds and positions do not change.
//! An erasure on request appends an event, so that screens remove the name too. A concurrent change
//! that was decided before the erasure fails its update, which compares the name and note that it
//! read, and is decided again.

use super::{
    super::{LOCK_FREE_ROWS, NAMELESS_BY, NAMELESS_PAYLOAD, fetch_conservative_now},
    Connection, Db, list, orders,
    rows::{DbRow, ORDER, order_of, to_millis},
};
use crate::{
    db::{ErasureOutcome, RepositoryError},
    operation_caller::{AuthorizationResult, OperationCaller},
};
use db_kit::audit::{AuditLog as _, AuditRecord};
use jiff::Timestamp;
use order_api::{EventKind, OrderActor, OrderEvent, OrderId};
use sqlx::{QueryBuilder, Row as _};
use uuid::Uuid;

/// Spelled out exactly as in the partial index, which serves only these conditions.
pub(super) const ENDED: &str =
    "status IN ('completed', 'rejected', 'cancelled', 'expired', 'no_show')";
const FORGET_AT: &str = "(status_at_ms + COALESCE(forget_after_ms, 2592000000))";

pub(super) async fn forget_customers(
    conn: &mut Connection,
    now: Timestamp,
    limit: i64,
) -> Result<u64, RepositoryError> {
    let now = fetch_conservative_now(conn, now).await?;
    let sql = sql!(
        "UPDATE orders SET customer_name = '', note = '', changed_by = {NAMELESS_BY}, forgotten_at_ms = $1
         WHERE id IN (SELECT id FROM orders WHERE {FORGET_AT} <= $1 AND forgotten_at_ms IS NULL AND {ENDED}
                      ORDER BY {FORGET_AT} LIMIT $2 {LOCK_FREE_ROWS})
         RETURNING id"
    );
    let rows =
        sqlx::query::<Db>(sql).bind(to_millis(now)).bind(limit).fetch_all(&mut *conn).await?;
    forget_events(conn, &rows).await?;
    Ok(rows.len() as u64)
}

pub(super) async fn erase_customer(
    conn: &mut Connection,
    id: OrderId,
    asker: &OperationCaller,
) -> Result<AuthorizationResult<ErasureOutcome>, RepositoryError> {
    let Some(order) = list::fetch_order(conn, id).await? else {
        return Ok(Ok(ErasureOutcome::NotFound));
    };
    let author = match asker.authorize_for_order(&order) {
        Ok(author) => author,
        Err(denied) => return Ok(Err(denied)),
    };
    let sql = sql!(
        "UPDATE orders SET customer_name = '', note = '', changed_by = {NAMELESS_BY}, forgotten_at_ms = $1,
             version = version + 1
         WHERE id = $2 AND forgotten_at_ms IS NULL AND {ENDED} RETURNING {ORDER}"
    );
    let erasure = sqlx::query::<Db>(sql).bind(to_millis(asker.called_at())).bind(id.0);
    let rows = erasure.fetch_all(&mut *conn).await?;
    let Some(row) = rows.first() else { return fetch_erasure_outcome(conn, id).await };
    forget_events(conn, &rows).await?;
    let order = order_of(row, id.0, order.lines)?;
    // Append an event for the screens that show the order now.
    let actor = if author.is_some() { OrderActor::Staff } else { OrderActor::Customer };
    let event =
        OrderEvent { kind: EventKind::Amended, actor, at: asker.called_at(), order: order.clone() };
    orders::append_event(conn, event.order.status, &event).await?;
    if let Some(author) = author {
        let action = "order.erase".to_owned();
        let subject = id.to_string();
        let entry = AuditRecord { action, subject, before: None, after: None };
        conn.append_audit_records(&order.store, &author, &[entry]).await?;
    }
    Ok(Ok(ErasureOutcome::Done(Box::new(order))))
}

/// Result for an order that was not erased now: it is open, or was erased before. A concurrent
/// transaction may just have done either, so read it again.
async fn fetch_erasure_outcome(
    conn: &mut Connection,
    id: OrderId,
) -> Result<AuthorizationResult<ErasureOutcome>, RepositoryError> {
    Ok(Ok(match list::fetch_order(conn, id).await? {
        None => ErasureOutcome::NotFound,
        Some(order) if order.status.is_open() => ErasureOutcome::StillOpen,
        Some(order) => ErasureOutcome::Done(Box::new(order)),
    }))
}

async fn forget_events(conn: &mut Connection, orders: &[DbRow]) -> Result<(), RepositoryError> {
    if orders.is_empty() {
        return Ok(());
    }
    let ids = orders.iter().map(|row| row.try_get("id")).collect::<Result<Vec<Uuid>, _>>()?;
    let events =
        format!("UPDATE order_events SET payload = {NAMELESS_PAYLOAD} WHERE order_id IN (");
    let mut keys = QueryBuilder::<Db>::new("UPDATE idempotency_keys SET fingerprint = ");
    keys.push_bind(Vec::<u8>::new()).push(" WHERE order_id IN (");
    for mut query in [QueryBuilder::<Db>::new(events), keys] {
        let mut list = query.separated(", ");
        ids.iter().for_each(|id| {
            list.push_bind(*id);
        });
        query.push(")");
        query.build().persistent(false).execute(&mut *conn).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use order_api::OrderStatus;

    #[test]
    fn the_written_out_condition_is_the_lifecycles() {
        let ended: Vec<_> =
            OrderStatus::ALL.iter().filter(|s| !s.is_open()).map(|s| format!("'{s}'")).collect();
        assert_eq!(ENDED, format!("status IN ({})", ended.join(", ")));
    }
}
