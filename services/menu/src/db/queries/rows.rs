//! SQL of a menu's rows: the whole menu is read, only the rows that differ are written.

use super::{Connection, Db, DbRow};
use crate::db::{
    RepositoryError,
    rows::{EntityRow, MenuRows, State, Subject},
};
use menu_api::StoreId;
use serde_json::Value;
use sqlx::{Row as _, types::Json};
use std::collections::BTreeMap;

/// Statements of one of the three tables with the same columns.
struct EntityTable {
    list: &'static str,
    put: &'static str,
    delete: &'static str,
}

macro_rules! table {
    ($name:literal) => {
        EntityTable {
            list: concat!("SELECT id, position, body FROM ", $name, " WHERE store_id = $1 ORDER BY position"),
            put: concat!(
                "INSERT INTO ",
                $name,
                " (store_id, id, position, body) VALUES ($1, $2, $3, $4)",
                " ON CONFLICT (store_id, id) DO UPDATE SET position = excluded.position, body = excluded.body"
            ),
            delete: concat!("DELETE FROM ", $name, " WHERE store_id = $1 AND id = $2"),
        }
    };
}

const CATEGORIES: EntityTable = table!("categories");
const ITEMS: EntityTable = table!("items");
const OPTION_GROUPS: EntityTable = table!("option_groups");

/// Raises the store's version by one, which locks its row until the transaction ends. Returns
/// `false` when there is no such store or its version is not `expected`.
pub(super) async fn bump_version(
    conn: &mut Connection,
    store: &StoreId,
    expected: Option<i64>,
) -> Result<bool, RepositoryError> {
    let sql = "UPDATE stores SET version = version + 1 WHERE store_id = $1 AND version = COALESCE($2, version)";
    let bumped = sqlx::query::<Db>(sql).bind(store.as_str()).bind(expected).execute(conn).await?;
    Ok(bumped.rows_affected() == 1)
}

pub(super) async fn read_rows(
    conn: &mut Connection,
    store: &StoreId,
) -> Result<Option<(i64, MenuRows)>, RepositoryError> {
    let sql = "SELECT version, body FROM stores WHERE store_id = $1";
    let found = sqlx::query::<Db>(sql).bind(store.as_str()).fetch_optional(&mut *conn).await?;
    let Some(found) = found else { return Ok(None) };
    let rows = MenuRows {
        store: row_json(&found)?,
        categories: list_rows(conn, &CATEGORIES, store).await?,
        items: list_rows(conn, &ITEMS, store).await?,
        option_groups: list_rows(conn, &OPTION_GROUPS, store).await?,
        availability: read_availability(conn, store).await?,
    };
    Ok(Some((found.try_get("version")?, rows)))
}

fn row_json(row: &DbRow) -> Result<Value, RepositoryError> {
    let Json(body) = row.try_get("body")?;
    Ok(body)
}

async fn list_rows(
    conn: &mut Connection,
    table: &EntityTable,
    store: &StoreId,
) -> Result<Vec<EntityRow>, RepositoryError> {
    let rows = sqlx::query::<Db>(table.list).bind(store.as_str()).fetch_all(conn).await?;
    let row = |row: &DbRow| {
        Ok(EntityRow {
            id: row.try_get("id")?,
            position: row.try_get("position")?,
            body: row_json(row)?,
        })
    };
    rows.iter().map(row).collect()
}

async fn read_availability(
    conn: &mut Connection,
    store: &StoreId,
) -> Result<BTreeMap<Subject, State>, RepositoryError> {
    let sql = "SELECT subject, id, state, until_ms FROM availability WHERE store_id = $1";
    let rows = sqlx::query::<Db>(sql).bind(store.as_str()).fetch_all(conn).await?;
    let known = rows.iter().map(|row| {
        let subject: &str = row.try_get("subject")?;
        let state: &str = row.try_get("state")?;
        let subject = if subject == "item" { "item" } else { "option" };
        let state = if state == "hidden" { "hidden" } else { "sold_out" };
        Ok(((subject, row.try_get("id")?), (state, row.try_get("until_ms")?)))
    });
    known.collect()
}

/// Writes the rows that differ, and only those.
pub(super) async fn write_rows(
    conn: &mut Connection,
    store: &StoreId,
    old: &MenuRows,
    new: &MenuRows,
) -> Result<(), RepositoryError> {
    if old.store != new.store {
        sqlx::query::<Db>("UPDATE stores SET body = $2 WHERE store_id = $1")
            .bind(store.as_str())
            .bind(Json(&new.store))
            .execute(&mut *conn)
            .await?;
    }
    write_list(conn, &CATEGORIES, store, &old.categories, &new.categories).await?;
    write_list(conn, &ITEMS, store, &old.items, &new.items).await?;
    write_list(conn, &OPTION_GROUPS, store, &old.option_groups, &new.option_groups).await?;
    write_availability(conn, store, &old.availability, &new.availability).await
}

async fn write_list(
    conn: &mut Connection,
    table: &EntityTable,
    store: &StoreId,
    old: &[EntityRow],
    new: &[EntityRow],
) -> Result<(), RepositoryError> {
    for gone in old.iter().filter(|row| !new.iter().any(|other| other.id == row.id)) {
        sqlx::query::<Db>(table.delete)
            .bind(store.as_str())
            .bind(&gone.id)
            .execute(&mut *conn)
            .await?;
    }
    for row in new.iter().filter(|row| !old.contains(row)) {
        sqlx::query::<Db>(table.put)
            .bind(store.as_str())
            .bind(&row.id)
            .bind(row.position)
            .bind(Json(&row.body))
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

async fn write_availability(
    conn: &mut Connection,
    store: &StoreId,
    old: &BTreeMap<Subject, State>,
    new: &BTreeMap<Subject, State>,
) -> Result<(), RepositoryError> {
    for (subject, id) in old.keys().filter(|subject| !new.contains_key(*subject)) {
        sqlx::query::<Db>(
            "DELETE FROM availability WHERE store_id = $1 AND subject = $2 AND id = $3",
        )
        .bind(store.as_str())
        .bind(*subject)
        .bind(id)
        .execute(&mut *conn)
        .await?;
    }
    for ((subject, id), (state, until_ms)) in
        new.iter().filter(|(subject, state)| old.get(*subject) != Some(state))
    {
        sqlx::query::<Db>(
            "INSERT INTO availability (store_id, subject, id, state, until_ms) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (store_id, subject, id) DO UPDATE SET state = excluded.state, until_ms = excluded.until_ms",
        )
        .bind(store.as_str())
        .bind(*subject)
        .bind(id)
        .bind(*state)
        .bind(*until_ms)
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}
