//! SQL of menus as a whole, and of the last sign of a counter screen.

use super::{
    Connection, Db,
    rows::{bump, read, write},
};
use crate::{
    db::{ChangeError, Changed, StoreError, changes, rows::Rows},
    domain::{self, Edit, Refusal},
};
use db_kit::{
    Ending::{self, Commit, Rollback},
    audit::{AuditLog as _, Author},
};
use jiff::Timestamp;
use menu_api::{Menu, StoreId};
use sqlx::{Row as _, types::Json};

pub(super) async fn ping(conn: &mut Connection) -> Result<(), StoreError> {
    sqlx::query::<Db>("SELECT 1 FROM stores").fetch_optional(conn).await?;
    Ok(())
}

pub(super) async fn seed(conn: &mut Connection, menu: &Menu) -> Result<Ending<bool>, StoreError> {
    let rows = Rows::of(menu)?;
    // A second process that seeds at the same time waits here and then finds the row.
    let sql =
        "INSERT INTO stores (store_id, version, body) VALUES ($1, $2, $3) ON CONFLICT (store_id) DO NOTHING";
    let made = sqlx::query::<Db>(sql)
        .bind(menu.store.id.as_str())
        .bind(menu.version)
        .bind(Json(&rows.store))
        .execute(&mut *conn)
        .await?;
    if made.rows_affected() == 0 {
        return Ok(Rollback(false));
    }
    let none = Rows { store: rows.store.clone(), ..Rows::default() };
    write(conn, &menu.store.id, &none, &rows).await?;
    Ok(Commit(true))
}

pub(super) async fn version(conn: &mut Connection, store: &StoreId) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT version FROM stores WHERE store_id = $1";
    let row = sqlx::query::<Db>(sql).bind(store.as_str()).fetch_optional(conn).await?;
    Ok(row.map(|row| row.try_get("version")).transpose()?)
}

pub(super) async fn fetch(conn: &mut Connection, store: &StoreId) -> Result<Option<Menu>, StoreError> {
    read(conn, store).await?.map(|(version, rows)| rows.menu(version)).transpose()
}

pub(super) async fn change(
    conn: &mut Connection,
    store: &StoreId,
    expected: Option<i64>,
    edit: &Edit<'_>,
    author: &Author,
) -> Result<Ending<Changed>, ChangeError> {
    let bumped = bump(conn, store, expected).await?;
    let (version, old_rows) = read(conn, store).await?.ok_or(ChangeError::NoStore)?;
    if !bumped {
        return Err(ChangeError::VersionConflict { version });
    }
    let old = old_rows.clone().menu(version - 1)?;
    let mut menu = old.clone();
    edit(&mut menu)?;
    domain::availability::to_millis(&mut menu);
    if menu == old {
        return Ok(Rollback(Changed { menu: old })); // takes the bump back
    }
    domain::validate(&menu).map_err(Refusal::InvalidMenu)?;
    menu.version = version;
    let rows = Rows::of(&menu)?;
    write(conn, store, &old_rows, &rows).await?;
    let entries = changes::entries("", &Rows::of(&old)?, &rows);
    conn.audit_record(store.as_str(), author, &entries).await?;
    Ok(Commit(Changed { menu }))
}

pub(super) async fn counter_seen(
    conn: &mut Connection,
    store: &StoreId,
    at: Timestamp,
) -> Result<(), StoreError> {
    let sql = "UPDATE stores SET counter_seen_ms = $2 WHERE store_id = $1";
    sqlx::query::<Db>(sql).bind(store.as_str()).bind(at.as_millisecond()).execute(conn).await?;
    Ok(())
}

pub(super) async fn counter_seen_at(
    conn: &mut Connection,
    store: &StoreId,
) -> Result<Option<Timestamp>, StoreError> {
    let sql = "SELECT counter_seen_ms FROM stores WHERE store_id = $1";
    let row = sqlx::query::<Db>(sql).bind(store.as_str()).fetch_optional(conn).await?;
    let seen: Option<i64> = row.map(|row| row.try_get("counter_seen_ms")).transpose()?.flatten();
    Ok(seen.and_then(|ms| Timestamp::from_millisecond(ms).ok()))
}
