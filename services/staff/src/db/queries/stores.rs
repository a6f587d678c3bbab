//! SQL of the store's own row: the lock of every change, the version of the roster, the salt.

use super::{Connection, Db, DbRow};
use crate::{
    db::{RepositoryError, StaffChangeError},
    domain::Salt,
};
use jiff::Timestamp;
use sqlx::Row as _;

pub(super) async fn ping_database(conn: &mut Connection) -> Result<(), RepositoryError> {
    sqlx::query::<Db>("SELECT 1 FROM stores").fetch_optional(conn).await?;
    Ok(())
}

/// Locks the store's row; the roster stays as it is.
pub(super) async fn lock_store(conn: &mut Connection, store: &str) -> Result<(), StaffChangeError> {
    let sql = "UPDATE stores SET store_id = store_id WHERE store_id = $1";
    sqlx::query::<Db>(sql).bind(store).execute(conn).await?;
    Ok(())
}

/// Locks the store's row and makes the roster newer. The version is the time, or one more than
/// before if the clock has gone back. So a database that was restored from a copy overtakes the
/// rosters that were signed meanwhile.
pub(super) async fn renew_roster(
    conn: &mut Connection,
    store: &str,
    now: Timestamp,
) -> Result<(), StaffChangeError> {
    let sql = "UPDATE stores SET roster_version =
                   CASE WHEN COALESCE(roster_version, 0) < $2 THEN $2 ELSE roster_version + 1 END
               WHERE store_id = $1";
    sqlx::query::<Db>(sql).bind(store).bind(now.as_millisecond()).execute(conn).await?;
    Ok(())
}

/// The salt of the store's PINs, if there is one.
pub(super) async fn fetch_salt(
    conn: &mut Connection,
    store: &str,
) -> Result<Option<Salt>, RepositoryError> {
    let sql = "SELECT pin_salt FROM stores WHERE store_id = $1";
    let row = sqlx::query::<Db>(sql).bind(store).fetch_optional(conn).await?;
    row.map(|row| salt_of(&row)).transpose()
}

/// Stores `fresh` unless there is a salt; returns the one that is stored.
pub(super) async fn get_or_insert_salt(
    conn: &mut Connection,
    store: &str,
    fresh: Salt,
) -> Result<Salt, RepositoryError> {
    let sql = "INSERT INTO stores (store_id, pin_salt) VALUES ($1, $2)
               ON CONFLICT (store_id) DO UPDATE SET store_id = excluded.store_id RETURNING pin_salt";
    salt_of(&sqlx::query::<Db>(sql).bind(store).bind(fresh.as_slice()).fetch_one(conn).await?)
}

fn salt_of(row: &DbRow) -> Result<Salt, RepositoryError> {
    let salt: Vec<u8> = row.try_get("pin_salt")?;
    salt.try_into().map_err(|_| RepositoryError::Unreadable("a salt has 16 bytes".to_owned()))
}
