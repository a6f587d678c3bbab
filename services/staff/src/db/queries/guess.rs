//! SQL of the buckets of guesses.

use super::{Connection, Db};
use crate::{
    db::StoreError,
    domain::{Bound, Bucket, Guess},
};
use jiff::Timestamp;
use sqlx::Row;

/// Seconds to wait; `None` if all buckets have room.
pub(super) async fn wait(
    conn: &mut Connection,
    store: &str,
    guess: &Guess,
) -> Result<Option<u32>, StoreError> {
    for bound in &guess.bounds {
        if let Some(bucket) = bucket(conn, store, bound).await?
            && guess.admit(bound, Some(bucket)).is_none()
        {
            return Ok(Some(guess.wait_s(bound, bucket)));
        }
    }
    Ok(None)
}

/// As [`wait`], and fills the buckets if there is room. Concurrent guesses run one after the other,
/// since each locks the rows first.
pub(super) async fn count(
    conn: &mut Connection,
    store: &str,
    guess: &Guess,
) -> Result<Option<u32>, StoreError> {
    for bound in &guess.bounds {
        let sql = "INSERT INTO pin_guesses (store_id, source, empty_at_ms) VALUES ($1, $2, $3)
                   ON CONFLICT (store_id, source) DO UPDATE SET empty_at_ms = pin_guesses.empty_at_ms";
        let take = sqlx::query::<Db>(sql).bind(store).bind(&bound.key).bind(guess.at.as_millisecond());
        take.execute(&mut *conn).await?;
        let bucket = bucket(conn, store, bound).await?;
        let Some(empty_at) = guess.admit(bound, bucket) else {
            return Ok(bucket.map(|bucket| guess.wait_s(bound, bucket)));
        };
        set(conn, store, bound, Bucket { empty_at, counted_at: Some(guess.at) }).await?;
    }
    let sql = "DELETE FROM pin_guesses WHERE store_id = $1 AND empty_at_ms < $2";
    sqlx::query::<Db>(sql).bind(store).bind(guess.at.as_millisecond()).execute(conn).await?;
    Ok(None)
}

/// Takes this guess out of every bucket; earlier wrong guesses stay counted.
pub(super) async fn forgive(conn: &mut Connection, store: &str, guess: &Guess) -> Result<(), StoreError> {
    for bound in &guess.bounds {
        let sql = "UPDATE pin_guesses SET empty_at_ms = empty_at_ms - $3 WHERE store_id = $1 AND source = $2";
        let back = sqlx::query::<Db>(sql).bind(store).bind(&bound.key).bind(bound.interval_ms());
        back.execute(&mut *conn).await?;
    }
    Ok(())
}

async fn bucket(conn: &mut Connection, store: &str, bound: &Bound) -> Result<Option<Bucket>, StoreError> {
    let sql = "SELECT empty_at_ms, counted_at_ms FROM pin_guesses WHERE store_id = $1 AND source = $2";
    let row = sqlx::query::<Db>(sql).bind(store).bind(&bound.key).fetch_optional(conn).await?;
    let Some(row) = row else { return Ok(None) };
    let moment =
        |ms| Timestamp::from_millisecond(ms).map_err(|error| StoreError::Unreadable(error.to_string()));
    let counted_at = row.try_get::<Option<i64>, _>("counted_at_ms")?.map(moment).transpose()?;
    Ok(Some(Bucket { empty_at: moment(row.try_get("empty_at_ms")?)?, counted_at }))
}

async fn set(conn: &mut Connection, store: &str, bound: &Bound, bucket: Bucket) -> Result<(), StoreError> {
    let sql =
        "UPDATE pin_guesses SET empty_at_ms = $3, counted_at_ms = $4 WHERE store_id = $1 AND source = $2";
    sqlx::query::<Db>(sql)
        .bind(store)
        .bind(&bound.key)
        .bind(bucket.empty_at.as_millisecond())
        .bind(bucket.counted_at.map(Timestamp::as_millisecond))
        .execute(conn)
        .await?;
    Ok(())
}
