//! SQL of the buckets of guesses.

use super::{Connection, Db};
use crate::{
    db::RepositoryError,
    domain::{GuessBound, PinGuess, TokenBucket},
};
use jiff::Timestamp;
use sqlx::Row;

/// Seconds to wait; `None` if all buckets have room.
pub(super) async fn guess_wait(
    conn: &mut Connection,
    store: &str,
    guess: &PinGuess,
) -> Result<Option<u32>, RepositoryError> {
    for bound in &guess.bounds {
        if let Some(bucket) = fetch_bucket(conn, store, bound).await?
            && guess.empty_at_after_guess(bound, Some(bucket)).is_none()
        {
            return Ok(Some(guess.wait_s(bound, bucket)));
        }
    }
    Ok(None)
}

/// As [`wait`], and fills the buckets if there is room. Concurrent guesses run one after the other,
/// since each locks the rows first.
pub(super) async fn count_guess(
    conn: &mut Connection,
    store: &str,
    guess: &PinGuess,
) -> Result<Option<u32>, RepositoryError> {
    for bound in &guess.bounds {
        let sql = "INSERT INTO pin_guesses (store_id, source, empty_at_ms) VALUES ($1, $2, $3)
                   ON CONFLICT (store_id, source) DO UPDATE SET empty_at_ms = pin_guesses.empty_at_ms";
        let take =
            sqlx::query::<Db>(sql).bind(store).bind(&bound.key).bind(guess.at.as_millisecond());
        take.execute(&mut *conn).await?;
        let bucket = fetch_bucket(conn, store, bound).await?;
        let Some(empty_at) = guess.empty_at_after_guess(bound, bucket) else {
            return Ok(bucket.map(|bucket| guess.wait_s(bound, bucket)));
        };
        write_bucket(conn, store, bound, TokenBucket { empty_at, counted_at: Some(guess.at) })
            .await?;
    }
    let sql = "DELETE FROM pin_guesses WHERE store_id = $1 AND empty_at_ms < $2";
    sqlx::query::<Db>(sql).bind(store).bind(guess.at.as_millisecond()).execute(conn).await?;
    Ok(None)
}

/// Takes this guess out of every bucket; earlier wrong guesses stay counted.
pub(super) async fn forgive_guess(
    conn: &mut Connection,
    store: &str,
    guess: &PinGuess,
) -> Result<(), RepositoryError> {
    for bound in &guess.bounds {
        let sql = "UPDATE pin_guesses SET empty_at_ms = empty_at_ms - $3 WHERE store_id = $1 AND source = $2";
        let back = sqlx::query::<Db>(sql).bind(store).bind(&bound.key).bind(bound.interval_ms());
        back.execute(&mut *conn).await?;
    }
    Ok(())
}

async fn fetch_bucket(
    conn: &mut Connection,
    store: &str,
    bound: &GuessBound,
) -> Result<Option<TokenBucket>, RepositoryError> {
    let sql =
        "SELECT empty_at_ms, counted_at_ms FROM pin_guesses WHERE store_id = $1 AND source = $2";
    let row = sqlx::query::<Db>(sql).bind(store).bind(&bound.key).fetch_optional(conn).await?;
    let Some(row) = row else { return Ok(None) };
    let moment = |ms| {
        Timestamp::from_millisecond(ms)
            .map_err(|error| RepositoryError::Unreadable(error.to_string()))
    };
    let counted_at = row.try_get::<Option<i64>, _>("counted_at_ms")?.map(moment).transpose()?;
    Ok(Some(TokenBucket { empty_at: moment(row.try_get("empty_at_ms")?)?, counted_at }))
}

async fn write_bucket(
    conn: &mut Connection,
    store: &str,
    bound: &GuessBound,
    bucket: TokenBucket,
) -> Result<(), RepositoryError> {
    let sql = "UPDATE pin_guesses SET empty_at_ms = $3, counted_at_ms = $4 WHERE store_id = $1 AND source = $2";
    sqlx::query::<Db>(sql)
        .bind(store)
        .bind(&bound.key)
        .bind(bucket.empty_at.as_millisecond())
        .bind(bucket.counted_at.map(Timestamp::as_millisecond))
        .execute(conn)
        .await?;
    Ok(())
}
