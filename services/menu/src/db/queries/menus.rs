//! SQL of menus as a whole, and of the last sign of a counter screen.

use super::{
    Connection, Db,
    rows::{bump_version, read_rows, write_rows},
};
use crate::{
    db::{MenuChange, MenuChangeError, RepositoryError, changes, rows::MenuRows},
    domain::{self, Edit, EditRefusal},
};
use db_kit::{
    TransactionEnd::{self, Commit, Rollback},
    audit::{AuditLog as _, ChangeAuthor},
};
use jiff::Timestamp;
use menu_api::{Menu, StoreId};
use sqlx::{Row as _, types::Json};

pub(super) async fn ping_database(conn: &mut Connection) -> Result<(), RepositoryError> {
    sqlx::query::<Db>("SELECT 1 FROM stores").fetch_optional(conn).await?;
    Ok(())
}

pub(super) async fn seed_menu(
    conn: &mut Connection,
    menu: &Menu,
) -> Result<TransactionEnd<bool>, RepositoryError> {
    let rows = MenuRows::from_menu(menu)?;
    // A second process that seeds at the same time waits here and then finds the row.
    let sql = "INSERT INTO stores (store_id, version, body) VALUES ($1, $2, $3) ON CONFLICT (store_id) DO NOTHING";
    let made = sqlx::query::<Db>(sql)
        .bind(menu.store.id.as_str())
        .bind(menu.version)
        .bind(Json(&rows.store))
        .execute(&mut *conn)
        .await?;
    if made.rows_affected() == 0 {
        return Ok(Rollback(false));
    }
    let none = MenuRows { store: rows.store.clone(), ..MenuRows::default() };
    write_rows(conn, &menu.store.id, &none, &rows).await?;
    Ok(Commit(true))
}

pub(super) async fn fetch_menu_version(
    conn: &mut Connection,
    store: &StoreId,
) -> Result<Option<i64>, RepositoryError> {
    let sql = "SELECT version FROM stores WHERE store_id = $1";
    let row = sqlx::query::<Db>(sql).bind(store.as_str()).fetch_optional(conn).await?;
    Ok(row.map(|row| row.try_get("version")).transpose()?)
}

pub(super) async fn fetch_menu(
    conn: &mut Connection,
    store: &StoreId,
) -> Result<Option<Menu>, RepositoryError> {
    read_rows(conn, store).await?.map(|(version, rows)| rows.into_menu(version)).transpose()
}

pub(super) async fn change_menu(
    conn: &mut Connection,
    store: &StoreId,
    expected: Option<i64>,
    edit: &Edit<'_>,
    author: &ChangeAuthor,
) -> Result<TransactionEnd<MenuChange>, MenuChangeError> {
    let bumped = bump_version(conn, store, expected).await?;
    let (version, old_rows) = read_rows(conn, store).await?.ok_or(MenuChangeError::NoStore)?;
    if !bumped {
        return Err(MenuChangeError::VersionConflict { version });
    }
    let old = old_rows.clone().into_menu(version - 1)?;
    let mut menu = old.clone();
    edit(&mut menu)?;
    domain::availability::truncate_to_millis(&mut menu);
    if menu == old {
        return Ok(Rollback(MenuChange { menu: old })); // takes the bump back
    }
    domain::validate_menu(&menu).map_err(EditRefusal::InvalidMenu)?;
    menu.version = version;
    let rows = MenuRows::from_menu(&menu)?;
    write_rows(conn, store, &old_rows, &rows).await?;
    let entries = changes::audit_records("", &MenuRows::from_menu(&old)?, &rows);
    conn.append_audit_records(store.as_str(), author, &entries).await?;
    Ok(Commit(MenuChange { menu }))
}

pub(super) async fn record_counter_seen(
    conn: &mut Connection,
    store: &StoreId,
    at: Timestamp,
) -> Result<(), RepositoryError> {
    let sql = "UPDATE stores SET counter_seen_ms = $2 WHERE store_id = $1";
    sqlx::query::<Db>(sql).bind(store.as_str()).bind(at.as_millisecond()).execute(conn).await?;
    Ok(())
}

pub(super) async fn fetch_last_counter_seen(
    conn: &mut Connection,
    store: &StoreId,
) -> Result<Option<Timestamp>, RepositoryError> {
    let sql = "SELECT counter_seen_ms FROM stores WHERE store_id = $1";
    let row = sqlx::query::<Db>(sql).bind(store.as_str()).fetch_optional(conn).await?;
    let seen: Option<i64> = row.map(|row| row.try_get("counter_seen_ms")).transpose()?.flatten();
    Ok(seen.and_then(|ms| Timestamp::from_millisecond(ms).ok()))
}
