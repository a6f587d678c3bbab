//! Pickup numbers: unique within a store's business date and among all its open orders.

use super::{super::lock_numbers, Connection, Db, list::OPEN, rows::to_millis};
use crate::{db::RepositoryError, domain::OrderPlacement};
use order_api::lifecycle::RECALL_WINDOW;
use sqlx::Row as _;

/// Takes the next number of the placement's business date. Placements of a store are serialized
/// here.
pub(super) async fn take_number(
    conn: &mut Connection,
    placement: &OrderPlacement,
) -> Result<i64, RepositoryError> {
    lock_numbers(conn, placement.store_id()).await?;
    let sql = "INSERT INTO pickup_numbers (store_id, business_date, last) VALUES ($1, $2, 1)
               ON CONFLICT (store_id, business_date) DO UPDATE SET last = pickup_numbers.last + 1
               RETURNING last";
    let row = day_query(sql, placement).fetch_one(&mut *conn).await?;
    let last = row.try_get("last")?;
    let mut number = if last == 1 { last + number_before(conn, placement).await? } else { last };
    // Skip numbers of open orders: a date can be counted twice, since its first hour is a setting
    // and clocks are set back.
    while is_open(conn, placement, number).await? {
        number += 1;
    }
    if number != last {
        let sql = "UPDATE pickup_numbers SET last = $3 WHERE store_id = $1 AND business_date = $2";
        day_query(sql, placement).bind(number).execute(conn).await?;
    }
    Ok(number)
}

/// The number that a new business date continues from: 0, or the last number given if an earlier
/// order is open or may be recalled.
async fn number_before(
    conn: &mut Connection,
    placement: &OrderPlacement,
) -> Result<i64, RepositoryError> {
    let sql = sql!(
        "SELECT MAX(number) AS held FROM (
             SELECT number FROM orders WHERE store_id = $1 AND {OPEN}
             UNION ALL
             SELECT number FROM orders WHERE store_id = $1 AND status = 'completed' AND status_at_ms >= $2) AS all_held"
    );
    let held = sqlx::query::<Db>(sql)
        .bind(placement.store_id().to_owned())
        .bind(to_millis(placement.placed_at() - RECALL_WINDOW))
        .fetch_one(&mut *conn)
        .await?;
    let Some(held) = held.try_get::<Option<i64>, _>("held")? else { return Ok(0) };
    let sql = "SELECT last FROM pickup_numbers WHERE store_id = $1 AND business_date < $2
               ORDER BY business_date DESC LIMIT 1";
    let before = day_query(sql, placement).fetch_optional(conn).await?;
    let last = before.map(|row| row.try_get::<i64, _>("last")).transpose()?;
    Ok(held.max(last.unwrap_or(0)))
}

async fn is_open(
    conn: &mut Connection,
    placement: &OrderPlacement,
    number: i64,
) -> Result<bool, RepositoryError> {
    let sql = sql!(
        "SELECT COUNT(*) AS holders FROM orders WHERE store_id = $1 AND number = $2 AND {OPEN}"
    );
    let row = sqlx::query::<Db>(sql)
        .bind(placement.store_id().to_owned())
        .bind(number)
        .fetch_one(conn)
        .await?;
    Ok(row.try_get::<i64, _>("holders")? > 0)
}

/// Binds the store and the business date of the placement to `sql`.
fn day_query<'q>(
    sql: &'static str,
    placement: &OrderPlacement,
) -> sqlx::query::Query<'q, Db, <Db as sqlx::Database>::Arguments> {
    sqlx::query::<Db>(sql)
        .bind(placement.store_id().to_owned())
        .bind(placement.business_date().to_string())
}
