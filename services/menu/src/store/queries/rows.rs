//! SQL of a menu's rows: the whole menu is read, only the rows that differ are written.

use super::Db;
use crate::store::{
    StoreError,
    rows::{Row, Rows, State, Subject},
};
use menu_api::StoreId;
use serde_json::Value;
use sqlx::{Transaction, types::Json};
use std::collections::BTreeMap;

/// Statements of one of the three tables with the same columns.
struct Table {
    list: &'static str,
    put: &'static str,
    delete: &'static str,
}

macro_rules! table {
    ($name:literal) => {
        Table {
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

const CATEGORIES: Table = table!("categories");
const ITEMS: Table = table!("items");
const OPTION_GROUPS: Table = table!("option_groups");

/// Raises the store's version by one, which locks its row until the transaction ends. Returns
/// `false` when there is no such store or its version is not `expected`.
pub(super) async fn bump(
    tx: &mut Transaction<'_, Db>,
    store: &StoreId,
    expected: Option<i64>,
) -> Result<bool, StoreError> {
    let bumped = match expected {
        Some(expected) => {
            sqlx::query("UPDATE stores SET version = version + 1 WHERE store_id = $1 AND version = $2")
                .bind(store.as_str())
                .bind(expected)
                .execute(&mut **tx)
                .await?
        }
        None => {
            sqlx::query("UPDATE stores SET version = version + 1 WHERE store_id = $1")
                .bind(store.as_str())
                .execute(&mut **tx)
                .await?
        }
    };
    Ok(bumped.rows_affected() == 1)
}

pub(super) async fn read(
    tx: &mut Transaction<'_, Db>,
    store: &StoreId,
) -> Result<Option<(i64, Rows)>, StoreError> {
    let found: Option<(i64, Json<Value>)> =
        sqlx::query_as("SELECT version, body FROM stores WHERE store_id = $1")
            .bind(store.as_str())
            .fetch_optional(&mut **tx)
            .await?;
    let Some((version, Json(body))) = found else { return Ok(None) };
    let rows = Rows {
        store: body,
        categories: list(tx, &CATEGORIES, store).await?,
        items: list(tx, &ITEMS, store).await?,
        option_groups: list(tx, &OPTION_GROUPS, store).await?,
        availability: availability(tx, store).await?,
    };
    Ok(Some((version, rows)))
}

async fn list(tx: &mut Transaction<'_, Db>, table: &Table, store: &StoreId) -> Result<Vec<Row>, StoreError> {
    let rows: Vec<(String, i64, Json<Value>)> =
        sqlx::query_as(table.list).bind(store.as_str()).fetch_all(&mut **tx).await?;
    Ok(rows.into_iter().map(|(id, position, Json(body))| Row { id, position, body }).collect())
}

async fn availability(
    tx: &mut Transaction<'_, Db>,
    store: &StoreId,
) -> Result<BTreeMap<Subject, State>, StoreError> {
    let rows: Vec<(String, String, String, Option<i64>)> =
        sqlx::query_as("SELECT subject, id, state, until_ms FROM availability WHERE store_id = $1")
            .bind(store.as_str())
            .fetch_all(&mut **tx)
            .await?;
    let known = rows.into_iter().map(|(subject, id, state, until_ms)| {
        let subject = if subject == "item" { "item" } else { "option" };
        let state = if state == "hidden" { "hidden" } else { "sold_out" };
        ((subject, id), (state, until_ms))
    });
    Ok(known.collect())
}

/// Writes the rows that differ, and only those.
pub(super) async fn write(
    tx: &mut Transaction<'_, Db>,
    store: &StoreId,
    old: &Rows,
    new: &Rows,
) -> Result<(), StoreError> {
    if old.store != new.store {
        sqlx::query("UPDATE stores SET body = $2 WHERE store_id = $1")
            .bind(store.as_str())
            .bind(Json(&new.store))
            .execute(&mut **tx)
            .await?;
    }
    write_list(tx, &CATEGORIES, store, &old.categories, &new.categories).await?;
    write_list(tx, &ITEMS, store, &old.items, &new.items).await?;
    write_list(tx, &OPTION_GROUPS, store, &old.option_groups, &new.option_groups).await?;
    write_availability(tx, store, &old.availability, &new.availability).await
}

async fn write_list(
    tx: &mut Transaction<'_, Db>,
    table: &Table,
    store: &StoreId,
    old: &[Row],
    new: &[Row],
) -> Result<(), StoreError> {
    for gone in old.iter().filter(|row| !new.iter().any(|other| other.id == row.id)) {
        sqlx::query(table.delete).bind(store.as_str()).bind(&gone.id).execute(&mut **tx).await?;
    }
    for row in new.iter().filter(|row| !old.contains(row)) {
        sqlx::query(table.put)
            .bind(store.as_str())
            .bind(&row.id)
            .bind(row.position)
            .bind(Json(&row.body))
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

async fn write_availability(
    tx: &mut Transaction<'_, Db>,
    store: &StoreId,
    old: &BTreeMap<Subject, State>,
    new: &BTreeMap<Subject, State>,
) -> Result<(), StoreError> {
    for (subject, id) in old.keys().filter(|subject| !new.contains_key(*subject)) {
        sqlx::query("DELETE FROM availability WHERE store_id = $1 AND subject = $2 AND id = $3")
            .bind(store.as_str())
            .bind(*subject)
            .bind(id)
            .execute(&mut **tx)
            .await?;
    }
    for ((subject, id), (state, until_ms)) in
        new.iter().filter(|(subject, state)| old.get(*subject) != Some(state))
    {
        sqlx::query(
            "INSERT INTO availability (store_id, subject, id, state, until_ms) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (store_id, subject, id) DO UPDATE SET state = excluded.state, until_ms = excluded.until_ms",
        )
        .bind(store.as_str())
        .bind(*subject)
        .bind(id)
        .bind(*state)
        .bind(*until_ms)
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}
