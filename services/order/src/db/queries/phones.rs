//! Limits per phone: orders and pieces that it may have open, and blocks by staff.

use super::{
    Connection, Db,
    list::{self, OPEN},
    rows::{DbRow, read_timestamp, to_millis},
};
use crate::{
    db::{BlockPhoneOutcome, PlacingRefusal, RepositoryError},
    domain::OrderPlacement,
    operation_caller::{AuthorizationResult, OperationCaller, acting_staff},
};
use db_kit::audit::{AuditLog as _, AuditRecord, ChangeAuthor};
use jiff::Timestamp;
use order_api::{ActingStaff, BlockedPhone, Order, OrderId, limits};
use serde_json::json;
use sqlx::{Row as _, types::Json};

/// Whether staff have blocked the placing phone.
pub(super) async fn is_blocked(
    conn: &mut Connection,
    placement: &OrderPlacement,
) -> Result<bool, RepositoryError> {
    let Some(phone) = placement.ordering_phone() else { return Ok(false) };
    let sql = "SELECT COUNT(*) AS blocks FROM blocked_phones WHERE store_id = $1 AND session = $2 AND until_ms > $3";
    let row = sqlx::query::<Db>(sql)
        .bind(placement.store_id().to_owned())
        .bind(phone.session.to_owned())
        .bind(to_millis(placement.placed_at()))
        .fetch_one(conn)
        .await?;
    Ok(row.try_get::<i64, _>("blocks")? > 0)
}

/// The limit that the placement would exceed, if any. The caller holds the lock on pickup numbers,
/// so placements of a store are counted one after the other.
pub(super) async fn find_exceeded_limit(
    conn: &mut Connection,
    placement: &OrderPlacement,
) -> Result<Option<PlacingRefusal>, RepositoryError> {
    let Some(phone) = placement.ordering_phone() else { return Ok(None) };
    if phone.limits.unaccepted_orders.is_none() && phone.limits.cups.is_none() {
        return Ok(None);
    }
    // For the partial index `orders_open_by_session`, beside the narrower `status = 'placed'` too.
    let sql = sql!(
        "SELECT (SELECT COUNT(*) FROM orders
                 WHERE store_id = $1 AND customer_session = $2 AND {OPEN} AND status = 'placed') AS unaccepted,
                (SELECT CAST(COALESCE(SUM(l.quantity), 0) AS BIGINT) FROM orders o
                 JOIN order_lines l ON l.order_id = o.id
                 WHERE o.store_id = $1 AND o.customer_session = $2 AND {OPEN}) AS cups"
    );
    let row = sqlx::query::<Db>(sql)
        .bind(placement.store_id().to_owned())
        .bind(phone.session.to_owned())
        .fetch_one(conn)
        .await?;
    let unaccepted: i64 = row.try_get("unaccepted")?;
    let cups: i64 = row.try_get("cups")?;
    let is_over = |limit: Option<std::num::NonZeroU32>, count: i64| {
        limit.is_some_and(|limit| count > i64::from(limit.get()))
    };
    Ok(if is_over(phone.limits.unaccepted_orders, unaccepted + 1) {
        Some(PlacingRefusal::TooManyOpenOrders)
    } else if is_over(phone.limits.cups, cups + phone.cups) {
        Some(PlacingRefusal::TooManyCups)
    } else {
        None
    })
}

pub(super) async fn block_phone(
    conn: &mut Connection,
    id: OrderId,
    until: Timestamp,
    asker: &OperationCaller,
) -> Result<AuthorizationResult<BlockPhoneOutcome>, RepositoryError> {
    let Some(order) = list::fetch_order(conn, id).await? else {
        return Ok(Ok(BlockPhoneOutcome::NotFound));
    };
    let author = match asker.authorize_as_staff(&order.store) {
        Ok(author) => author,
        Err(denied) => return Ok(Err(denied)),
    };
    if order.customer.is_at_counter() {
        return Ok(Ok(BlockPhoneOutcome::NoPhone));
    }
    delete_expired_blocks(conn, author.at).await?;
    if count_other_blocks(conn, &order).await? >= i64::from(limits::BLOCKED_PHONES) {
        return Ok(Ok(BlockPhoneOutcome::TooMany));
    }
    let sql =
        "INSERT INTO blocked_phones (store_id, session, order_id, number, since_ms, until_ms, blocked_by)
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (store_id, session)
               DO UPDATE SET until_ms = excluded.until_ms, blocked_by = excluded.blocked_by
               RETURNING order_id, number, since_ms, until_ms, blocked_by";
    let row = sqlx::query::<Db>(sql)
        .bind(order.store.clone())
        .bind(order.customer.session.clone())
        .bind(order.id.0)
        .bind(order.number)
        .bind(to_millis(author.at))
        .bind(to_millis(until))
        .bind(acting_staff(author.clone()).map(Json))
        .fetch_one(&mut *conn)
        .await?;
    let after = json!({ "number": order.number, "until": until });
    audit_phone_change(conn, &order, "phone.block", Some(after), &author).await?;
    Ok(Ok(BlockPhoneOutcome::Done(phone_of(&row)?)))
}

/// Blocks of the store besides the one of this order's phone.
async fn count_other_blocks(conn: &mut Connection, order: &Order) -> Result<i64, RepositoryError> {
    let sql = "SELECT COUNT(*) AS others FROM blocked_phones WHERE store_id = $1 AND session <> $2";
    let row = sqlx::query::<Db>(sql)
        .bind(order.store.clone())
        .bind(order.customer.session.clone())
        .fetch_one(conn)
        .await?;
    Ok(row.try_get("others")?)
}

pub(super) async fn unblock_phone(
    conn: &mut Connection,
    id: OrderId,
    asker: &OperationCaller,
) -> Result<AuthorizationResult<bool>, RepositoryError> {
    let Some(order) = list::fetch_order(conn, id).await? else { return Ok(Ok(false)) };
    let author = match asker.authorize_as_staff(&order.store) {
        Ok(author) => author,
        Err(denied) => return Ok(Err(denied)),
    };
    let sql = "DELETE FROM blocked_phones WHERE store_id = $1 AND session = $2";
    let done = sqlx::query::<Db>(sql)
        .bind(order.store.clone())
        .bind(order.customer.session.clone())
        .execute(&mut *conn)
        .await?;
    if done.rows_affected() > 0 {
        audit_phone_change(conn, &order, "phone.unblock", None, &author).await?;
    }
    Ok(Ok(true))
}

/// Audits with the order as the subject, since a phone is known only by its orders.
async fn audit_phone_change(
    conn: &mut Connection,
    order: &Order,
    action: &str,
    after: Option<serde_json::Value>,
    author: &ChangeAuthor,
) -> Result<(), RepositoryError> {
    let action = action.to_owned();
    let subject = order.id.to_string();
    conn.append_audit_records(
        &order.store,
        author,
        &[AuditRecord { action, subject, before: None, after }],
    )
    .await
}

pub(super) async fn list_blocked_phones(
    conn: &mut Connection,
    store: &str,
    now: Timestamp,
) -> Result<Vec<BlockedPhone>, RepositoryError> {
    let sql = "SELECT order_id, number, since_ms, until_ms, blocked_by FROM blocked_phones
               WHERE store_id = $1 AND until_ms > $2 ORDER BY since_ms DESC, session LIMIT $3";
    let rows = sqlx::query::<Db>(sql)
        .bind(store.to_owned())
        .bind(to_millis(now))
        .bind(i64::from(limits::BLOCKED_PHONES))
        .fetch_all(conn)
        .await?;
    rows.iter().map(phone_of).collect()
}

pub(super) async fn delete_expired_blocks(
    conn: &mut Connection,
    now: Timestamp,
) -> Result<u64, RepositoryError> {
    let sql = "DELETE FROM blocked_phones WHERE until_ms <= $1";
    Ok(sqlx::query::<Db>(sql).bind(to_millis(now)).execute(conn).await?.rows_affected())
}

fn phone_of(row: &DbRow) -> Result<BlockedPhone, RepositoryError> {
    Ok(BlockedPhone {
        order: OrderId(row.try_get("order_id")?),
        number: row.try_get("number")?,
        since: read_timestamp(row, "since_ms")?,
        until: read_timestamp(row, "until_ms")?,
        by: row.try_get::<Option<Json<ActingStaff>>, _>("blocked_by")?.map(|Json(by)| by),
    })
}
