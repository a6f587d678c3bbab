//! SQL of drafts: at most one a store, beside its menu.

use super::{
    Db,
    rows::{bump, read, write},
};
use crate::{
    domain::{self, Edit, Refusal, draft::Draft},
    store::{ChangeError, Changed, End, StoreError, changes, rows::Rows},
};
use menu_api::{Menu, StoreId};
use sqlx::{Transaction, types::Json};
use store_kit::{
    Pools,
    audit::{AuditEntry, AuditLog as _, Author},
};

pub(super) async fn fetch(pools: &Pools<Db>, store: &StoreId) -> Result<Option<Menu>, StoreError> {
    let mut tx = pools.begin_read().await?;
    let draft = draft(&mut tx, store).await?;
    let Some((version, rows)) = read(&mut tx, store).await? else { return Ok(None) };
    let menu = rows.menu(version)?;
    let Some((version, draft)) = draft else { return Ok(None) };
    Ok(Some(Menu { version, ..draft.on(&menu)? }))
}

pub(super) async fn open(
    pools: &Pools<Db>,
    store: &StoreId,
    version: i64,
    author: &Author,
) -> Result<Changed, ChangeError> {
    let mut tx = pools.begin_write().await?;
    let (now, rows) = read(&mut tx, store).await?.ok_or(ChangeError::NoStore)?;
    let menu = rows.menu(now)?;
    let body = Draft::of(&menu, &menu)?;
    let opened = sqlx::query(
        "INSERT INTO drafts (store_id, version, body) VALUES ($1, $2, $3) ON CONFLICT (store_id) DO NOTHING",
    );
    opened.bind(store.as_str()).bind(version).bind(Json(&body)).execute(&mut *tx).await?;
    let (known, body) = draft(&mut tx, store).await?.ok_or(ChangeError::NoDraft)?;
    if known == version {
        tx.audit_record(store.as_str(), author, &[draft_entry("draft.open", store)]).await?;
    }
    let version = known;
    tx.commit().await?;
    Ok(Changed { menu: Menu { version, ..body.on(&menu)? } })
}

pub(super) async fn change(
    pools: &Pools<Db>,
    store: &StoreId,
    expected: i64,
    edit: &Edit<'_>,
    author: &Author,
) -> Result<Changed, ChangeError> {
    let mut tx = pools.begin_write().await?;
    let sql = "UPDATE drafts SET version = version + 1 WHERE store_id = $1 AND version = $2 RETURNING body";
    let body = take_draft(&mut tx, store, expected, sql).await?;
    let (now, rows) = read(&mut tx, store).await?.ok_or(ChangeError::NoStore)?;
    let sold = rows.menu(now)?;
    let old = Menu { version: expected, ..body.on(&sold)? };
    let mut menu = old.clone();
    edit(&mut menu)?;
    domain::availability::to_millis(&mut menu);
    if menu == old {
        return Ok(Changed { menu: old }); // the transaction, and with it the new version, is rolled back
    }
    domain::validate(&menu).map_err(Refusal::InvalidMenu)?;
    menu.version = expected + 1;
    let update = sqlx::query("UPDATE drafts SET body = $2 WHERE store_id = $1");
    update.bind(store.as_str()).bind(Json(&Draft::of(&sold, &menu)?)).execute(&mut *tx).await?;
    let entries = changes::entries("draft.", &Rows::of(&old)?, &Rows::of(&menu)?);
    tx.audit_record(store.as_str(), author, &entries).await?;
    tx.commit().await?;
    Ok(Changed { menu })
}

pub(super) async fn end(
    pools: &Pools<Db>,
    store: &StoreId,
    expected: i64,
    end: End,
    author: &Author,
) -> Result<Changed, ChangeError> {
    let mut tx = pools.begin_write().await?;
    // Lock order: the store's row before the draft's.
    let bumped = end == End::Published && bump(&mut tx, store, None).await?;
    let sql = "DELETE FROM drafts WHERE store_id = $1 AND version = $2 RETURNING body";
    let body = take_draft(&mut tx, store, expected, sql).await?;
    let (version, old_rows) = read(&mut tx, store).await?.ok_or(ChangeError::NoStore)?;
    let mut menu = old_rows.clone().menu(version)?;
    let mut entries = vec![draft_entry(if bumped { "draft.publish" } else { "draft.drop" }, store)];
    if bumped {
        let sold = Rows::of(&menu)?;
        menu = body.on(&menu)?;
        domain::validate(&menu).map_err(Refusal::InvalidMenu)?;
        let rows = Rows::of(&menu)?;
        write(&mut tx, store, &old_rows, &rows).await?;
        entries.extend(changes::entries("", &sold, &rows));
    }
    tx.audit_record(store.as_str(), author, &entries).await?;
    tx.commit().await?;
    Ok(Changed { menu })
}

/// Audit entry of an action on a draft as a whole.
fn draft_entry(action: &str, store: &StoreId) -> AuditEntry {
    AuditEntry { action: action.to_owned(), subject: store.to_string(), before: None, after: None }
}

/// The open draft and its version.
pub(super) async fn draft(
    tx: &mut Transaction<'_, Db>,
    store: &StoreId,
) -> Result<Option<(i64, Draft)>, StoreError> {
    let found: Option<(i64, Json<Draft>)> =
        sqlx::query_as("SELECT version, body FROM drafts WHERE store_id = $1")
            .bind(store.as_str())
            .fetch_optional(&mut **tx)
            .await?;
    Ok(found.map(|(version, Json(draft))| (version, draft)))
}

/// The draft at version `expected`, by a statement that locks its row until the transaction ends.
async fn take_draft(
    tx: &mut Transaction<'_, Db>,
    store: &StoreId,
    expected: i64,
    sql: &'static str,
) -> Result<Draft, ChangeError> {
    let taken = sqlx::query_scalar(sql).bind(store.as_str()).bind(expected);
    if let Some(Json(draft)) = taken.fetch_optional(&mut **tx).await? {
        return Ok(draft);
    }
    let now = draft(tx, store).await?;
    Err(now.map_or(ChangeError::NoDraft, |(version, _)| ChangeError::VersionConflict { version }))
}
