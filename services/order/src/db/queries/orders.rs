//! Statements that write orders: a placement and a change, each with its event and print jobs.

use super::{
    Connection, Db, feed, list, numbers, phones, print_enqueue,
    rows::{Payload, to_millis, wire_name},
};
use crate::{
    db::{PlaceOutcome, PlacingRefusal, RepositoryError},
    domain::{ChangeDecision, OrderChange, OrderPlacement},
};
use jiff::{SignedDuration, Timestamp};
use order_api::{Order, OrderEvent, OrderStatus};
use sqlx::{QueryBuilder, Row, types::Json};

pub(super) async fn ping_database(conn: &mut Connection) -> Result<(), RepositoryError> {
    sqlx::query("SELECT 1").execute(conn).await?;
    Ok(())
}

/// Takes the key first: a concurrent placement with the same key is waited for, and then found. On
/// [`Placed::Refused`] the caller must roll back.
pub(in crate::db) async fn place_order(
    conn: &mut Connection,
    placement: &OrderPlacement,
) -> Result<PlaceOutcome, RepositoryError> {
    if !take_key(conn, placement).await? {
        return fetch_replay_outcome(conn, placement).await;
    }
    if phones::is_blocked(conn, placement).await? {
        return Ok(PlaceOutcome::Refused(PlacingRefusal::PhoneBlocked));
    }
    // Taking the number serializes placements, so two cannot both take the last place of a slot or
    // exceed a phone's limit.
    let number = numbers::take_number(conn, placement).await?;
    if let Some((pickup_at, limit)) = placement.pickup_slot()
        && count_slot_orders(conn, placement.store_id(), pickup_at).await? >= i64::from(limit.get())
    {
        return Ok(PlaceOutcome::Refused(PlacingRefusal::SlotFull));
    }
    if let Some(refusal) = phones::find_exceeded_limit(conn, placement).await? {
        return Ok(PlaceOutcome::Refused(refusal));
    }
    let placed = placement.placement_event(number);
    let accepted = placement.auto_accept_event(&placed.order);
    let order = &accepted.as_ref().unwrap_or(&placed).order;
    insert_order(conn, order, placement.forget_after()).await?;
    insert_lines(conn, order).await?;
    append_event(conn, OrderStatus::Placed, &placed).await?;
    if let Some(accepted) = &accepted {
        append_event(conn, OrderStatus::Placed, accepted).await?;
    }
    // Return the order as placed, even if it was accepted at once: a retry with this key gets the
    // same.
    Ok(PlaceOutcome::New(placed.order))
}

async fn take_key(
    conn: &mut Connection,
    placement: &OrderPlacement,
) -> Result<bool, RepositoryError> {
    let sql = "INSERT INTO idempotency_keys (store_id, key, fingerprint, order_id)
               VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    let done = sqlx::query::<Db>(sql)
        .bind(placement.store_id().to_owned())
        .bind(placement.idempotency_key().to_owned())
        .bind(placement.order_fingerprint().to_vec())
        .bind(placement.order_id().0)
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

async fn fetch_replay_outcome(
    conn: &mut Connection,
    placement: &OrderPlacement,
) -> Result<PlaceOutcome, RepositoryError> {
    let sql = "SELECT k.fingerprint, e.payload FROM idempotency_keys k
               JOIN order_events e ON e.order_id = k.order_id AND e.version = 1
               WHERE k.store_id = $1 AND k.key = $2";
    let row = sqlx::query::<Db>(sql)
        .bind(placement.store_id().to_owned())
        .bind(placement.idempotency_key().to_owned())
        .fetch_one(conn)
        .await?;
    let Json(order) = row.try_get::<Payload, _>("payload")?;
    let is_same = row.try_get::<Vec<u8>, _>("fingerprint")? == placement.order_fingerprint();
    Ok(if is_same || placement.is_retry_of(&order) {
        PlaceOutcome::Again(order)
    } else {
        PlaceOutcome::KeyReused
    })
}

/// Orders of a pickup time, without those that ended without taking the slot.
async fn count_slot_orders(
    conn: &mut Connection,
    store: &str,
    at: Timestamp,
) -> Result<i64, RepositoryError> {
    let sql = "SELECT COUNT(*) AS taken FROM orders WHERE store_id = $1 AND pickup_at_ms = $2
               AND status NOT IN ('rejected', 'cancelled', 'expired')";
    let row =
        sqlx::query::<Db>(sql).bind(store.to_owned()).bind(to_millis(at)).fetch_one(conn).await?;
    Ok(row.try_get("taken")?)
}

async fn insert_order(
    conn: &mut Connection,
    order: &Order,
    forget_after: SignedDuration,
) -> Result<(), RepositoryError> {
    let sql = "INSERT INTO orders (id, store_id, business_date, number, status, version, placed_at_ms,
                   promised_at_ms, status_at_ms, customer_session, customer_name, dining, menu_version,
                   menu_verified, currency, total_minor, note, cup, pickup_at_ms, accept_by_ms, hold_ms,
                   changed_by, forget_after_ms)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
                   $23)";
    sqlx::query::<Db>(sql)
        .bind(order.id.0)
        .bind(order.store.clone())
        .bind(order.business_date.to_string())
        .bind(order.number)
        .bind(order.status.as_str())
        .bind(order.version)
        .bind(to_millis(order.placed_at))
        .bind(to_millis(order.promised_at))
        .bind(to_millis(order.status_at))
        .bind(order.customer.session.clone())
        .bind(order.customer.name.clone())
        .bind(wire_name(&order.dining)?)
        .bind(order.menu_version)
        .bind(order.menu_verified)
        .bind(order.currency.clone())
        .bind(order.total)
        .bind(order.note.clone())
        .bind(order.cup.as_ref().map(wire_name).transpose()?)
        .bind(order.pickup_at.map(to_millis))
        .bind(order.handling.accept_by.map(to_millis))
        .bind(i64::from(order.handling.hold_s) * 1_000)
        .bind(order.handling.changed_by.clone().map(Json))
        .bind(forget_after.as_secs() * 1_000)
        .execute(conn)
        .await?;
    Ok(())
}

async fn insert_lines(conn: &mut Connection, order: &Order) -> Result<(), RepositoryError> {
    let mut query = QueryBuilder::<Db>::new(
        "INSERT INTO order_lines (order_id, line_index, store_id, item_id, name, unit_price_minor, quantity,
             options, line_total_minor) ",
    );
    query.push_values((0_i64..).zip(&order.lines), |mut row, (index, line)| {
        row.push_bind(order.id.0)
            .push_bind(index)
            .push_bind(order.store.clone())
            .push_bind(line.item_id.clone())
            .push_bind(line.name.clone())
            .push_bind(line.unit_price)
            .push_bind(line.quantity)
            .push_bind(Json(line.options.clone()))
            .push_bind(line.line_total);
    });
    query.build().execute(conn).await?;
    Ok(())
}

/// Appends an event and its print jobs. `before` is the order's status before the event.
pub(super) async fn append_event(
    conn: &mut Connection,
    before: OrderStatus,
    event: &OrderEvent,
) -> Result<(), RepositoryError> {
    let order = &event.order;
    let sql = "INSERT INTO order_events (store_id, order_id, version, kind, actor, at_ms, payload)
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    sqlx::query::<Db>(sql)
        .bind(order.store.clone())
        .bind(order.id.0)
        .bind(order.version)
        .bind(wire_name(&event.kind)?)
        .bind(wire_name(&event.actor)?)
        .bind(to_millis(event.at))
        .bind(Json(order.clone()))
        .execute(&mut *conn)
        .await?;
    print_enqueue::enqueue_print_jobs(conn, before, event).await
}

/// Optimistic concurrency: if another change wins between the read and the update, read again and
/// decide once more. The update also compares name and note, since their erasure may keep the
/// version.
pub(in crate::db) async fn change_order(
    conn: &mut Connection,
    change: &OrderChange,
) -> Result<Option<ChangeDecision>, RepositoryError> {
    for _look in 0..2 {
        let Some(order) = list::fetch_order(conn, change.order_id()).await? else {
            return Ok(None);
        };
        let undoes_to = match change.may_undo(&order) {
            true => feed::find_undo_target(conn, &order).await?,
            false => None,
        };
        let before = order.status;
        match change.decide_for_order(order, undoes_to) {
            ChangeDecision::Changed(event) if !update_order(conn, &event.order).await? => {}
            ChangeDecision::Changed(event) => {
                append_event(conn, before, &event).await?;
                return Ok(Some(ChangeDecision::Changed(event)));
            }
            decided => return Ok(Some(decided)),
        }
    }
    Err(RepositoryError::Unavailable("the order changed while it was being changed".to_owned()))
}

async fn update_order(conn: &mut Connection, order: &Order) -> Result<bool, RepositoryError> {
    let sql =
        "UPDATE orders SET status = $1, version = version + 1, status_at_ms = $2, reason = $3,
                   promised_at_ms = $4, lines_done = $5, unacknowledged = $6, ready_at_ms = $7,
                   changed_by = $8, accept_by_ms = $9, hold_ms = $10
               WHERE id = $11 AND version = $12 AND customer_name = $13 AND note = $14";
    let done = sqlx::query::<Db>(sql)
        .bind(order.status.as_str())
        .bind(to_millis(order.status_at))
        .bind(order.reason.clone())
        .bind(to_millis(order.promised_at))
        .bind(Json(order.handling.lines_done.clone()))
        .bind(order.handling.unacknowledged)
        .bind(order.handling.ready_at.map(to_millis))
        .bind(order.handling.changed_by.clone().map(Json))
        .bind(order.handling.accept_by.map(to_millis))
        .bind(i64::from(order.handling.hold_s) * 1_000)
        .bind(order.id.0)
        .bind(order.version - 1)
        .bind(order.customer.name.clone())
        .bind(order.note.clone())
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}
