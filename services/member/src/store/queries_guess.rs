//! The buckets of guesses.

use super::{Connection, Db};
use crate::{
    domain::{Bound, Guess},
    store::StoreError,
};
use jiff::Timestamp;
use sqlx::Row;

/// How long to wait, in seconds; `None` if there is room in all buckets.
pub(super) async fn wait(
    conn: &mut Connection,
    store: &str,
    guess: &Guess,
) -> Result<Option<u32>, StoreError> {
    for bound in &guess.bounds {
        let empty_at = empty_at(conn, store, bound).await?;
        if let Some(empty_at) = empty_at
            && guess.admit(bound, Some(empty_at)).is_none()
        {
            return Ok(Some(guess.wait_s(bound, empty_at)));
        }
    }
    Ok(None)
}

/// As [`wait`], and fills the buckets if there is room. Two at once are one after the other: each takes the rows first.
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
        let empty = empty_at(conn, store, bound).await?;
        let Some(next) = guess.admit(bound, empty) else {
            return Ok(Some(guess.wait_s(bound, empty.unwrap_or(guess.at))));
        };
        set(conn, store, bound, next).await?;
    }
    let sql = "DELETE FROM pin_guesses WHERE store_id = $1 AND empty_at_ms < $2";
    sqlx::query::<Db>(sql).bind(store).bind(guess.at.as_millisecond()).execute(conn).await?;
    Ok(None)
}

/// Every bucket is as if this guess had not been: what was guessed wrongly before stays counted.
pub(super) async fn forgive(conn: &mut Connection, store: &str, guess: &Guess) -> Result<(), StoreError> {
    for bound in &guess.bounds {
        let sql = "UPDATE pin_guesses SET empty_at_ms = empty_at_ms - $3 WHERE store_id = $1 AND source = $2";
        let back = sqlx::query::<Db>(sql).bind(store).bind(&bound.key).bind(bound.interval_ms());
        back.execute(&mut *conn).await?;
    }
    Ok(())
}

async fn empty_at(
    conn: &mut Connection,
    store: &str,
    bound: &Bound,
) -> Result<Option<Timestamp>, StoreError> {
    let sql = "SELECT empty_at_ms FROM pin_guesses WHERE store_id = $1 AND source = $2";
    let row = sqlx::query::<Db>(sql).bind(store).bind(&bound.key).fetch_optional(conn).await?;
    let Some(row) = row else { return Ok(None) };
    let at = Timestamp::from_millisecond(row.try_get("empty_at_ms")?);
    at.map(Some).map_err(|error| StoreError::Unreadable(error.to_string()))
}

async fn set(conn: &mut Connection, store: &str, bound: &Bound, at: Timestamp) -> Result<(), StoreError> {
    let sql = "UPDATE pin_guesses SET empty_at_ms = $3 WHERE store_id = $1 AND source = $2";
    sqlx::query::<Db>(sql).bind(store).bind(&bound.key).bind(at.as_millisecond()).execute(conn).await?;
    Ok(())
}
