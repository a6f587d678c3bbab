//! SQL of drafts: at most one a store, beside its menu.

use super::{
    Connection, Db,
    rows::{bump, read, write},
};
use crate::{
    db::{ChangeError, Changed, End, StoreError, changes, rows::Rows},
    domain::{self, Edit, Refusal, draft::Draft},
};
use db_kit::{
    Ending::{self, Commit, Rollback},
    audit::{AuditEntry, AuditLog as _, Author},
};
use menu_api::{Menu, StoreId};
use sqlx::{Row as _, types::Json};

pub(super) async fn fetch(conn: &mut Connection, store: &StoreId) -> Result<Option<Menu>, StoreError> {
    let draft = draft(conn, store).await?;
    let Some((version, rows)) = read(conn, store).await? else { return Ok(None) };
    let menu = rows.menu(version)?;
    let Some((version, draft)) = draft else { return Ok(None) };
    Ok(Some(Menu { version, ..draft.on(&menu)? }))
}

pub(super) async fn open(
    conn: &mut Connection,
    store: &StoreId,
    version: i64,
    author: &Author,
) -> Result<Changed, ChangeError> {
    let (now, rows) = read(conn, store).await?.ok_or(ChangeError::NoStore)?;
    let menu = rows.menu(now)?;
    let body = Draft::of(&menu, &menu)?;
    let sql =
        "INSERT INTO drafts (store_id, version, body) VALUES ($1, $2, $3) ON CONFLICT (store_id) DO NOTHING";
    sqlx::query::<Db>(sql).bind(store.as_str()).bind(version).bind(Json(&body)).execute(&mut *conn).await?;
    let (known, body) = draft(conn, store).await?.ok_or(ChangeError::NoDraft)?;
    if known == version {
        conn.audit_record(store.as_str(), author, &[draft_entry("draft.open", store)]).await?;
    }
    Ok(Changed { menu: Menu { version: known, ..body.on(&menu)? } })
}

pub(super) async fn change(
    conn: &mut Connection,
    store: &StoreId,
    expected: i64,
    edit: &Edit<'_>,
    author: &Author,
) -> Result<Ending<Changed>, ChangeError> {
    let sql = "UPDATE drafts SET version = version + 1 WHERE store_id = $1 AND version = $2 RETURNING body";
    let body = take_draft(conn, store, expected, sql).await?;
    let (now, rows) = read(conn, store).await?.ok_or(ChangeError::NoStore)?;
    let sold = rows.menu(now)?;
    let old = Menu { version: expected, ..body.on(&sold)? };
    let mut menu = old.clone();
    edit(&mut menu)?;
    domain::availability::to_millis(&mut menu);
    if menu == old {
        return Ok(Rollback(Changed { menu: old })); // takes the new version back
    }
    domain::validate(&menu).map_err(Refusal::InvalidMenu)?;
    menu.version = expected + 1;
    let update = sqlx::query::<Db>("UPDATE drafts SET body = $2 WHERE store_id = $1");
    update.bind(store.as_str()).bind(Json(&Draft::of(&sold, &menu)?)).execute(&mut *conn).await?;
    let entries = changes::entries("draft.", &Rows::of(&old)?, &Rows::of(&menu)?);
    conn.audit_record(store.as_str(), author, &entries).await?;
    Ok(Commit(Changed { menu }))
}

pub(super) async fn end(
    conn: &mut Connection,
    store: &StoreId,
    expected: i64,
    end: End,
    author: &Author,
) -> Result<Changed, ChangeError> {
    // Lock order: the store's row before the draft's.
    let bumped = end == End::Published && bump(conn, store, None).await?;
    let sql = "DELETE FROM drafts WHERE store_id = $1 AND version = $2 RETURNING body";
    let body = take_draft(conn, store, expected, sql).await?;
    let (version, old_rows) = read(conn, store).await?.ok_or(ChangeError::NoStore)?;
    let mut menu = old_rows.clone().menu(version)?;
    let mut entries = vec![draft_entry(if bumped { "draft.publish" } else { "draft.drop" }, store)];
    if bumped {
        let sold = Rows::of(&menu)?;
        menu = body.on(&menu)?;
        domain::validate(&menu).map_err(Refusal::InvalidMenu)?;
        let rows = Rows::of(&menu)?;
        write(conn, store, &old_rows, &rows).await?;
        entries.extend(changes::entries("", &sold, &rows));
    }
    conn.audit_record(store.as_str(), author, &entries).await?;
    Ok(Changed { menu })
}

/// Audit entry of an action on a draft as a whole.
fn draft_entry(action: &str, store: &StoreId) -> AuditEntry {
    AuditEntry { action: action.to_owned(), subject: store.to_string(), before: None, after: None }
}

/// The open draft and its version.
pub(super) async fn draft(
    conn: &mut Connection,
    store: &StoreId,
) -> Result<Option<(i64, Draft)>, StoreError> {
    let sql = "SELECT version, body FROM drafts WHERE store_id = $1";
    let row = sqlx::query::<Db>(sql).bind(store.as_str()).fetch_optional(conn).await?;
    let Some(row) = row else { return Ok(None) };
    let Json(draft) = row.try_get("body")?;
    Ok(Some((row.try_get("version")?, draft)))
}

/// The draft at version `expected`, by a statement that locks its row until the transaction ends
/// and returns its body.
async fn take_draft(
    conn: &mut Connection,
    store: &StoreId,
    expected: i64,
    sql: &'static str,
) -> Result<Draft, ChangeError> {
    let taken = sqlx::query::<Db>(sql).bind(store.as_str()).bind(expected);
    if let Some(row) = taken.fetch_optional(&mut *conn).await? {
        let Json(draft) = row.try_get("body")?;
        return Ok(draft);
    }
    let now = draft(conn, store).await?;
    Err(now.map_or(ChangeError::NoDraft, |(version, _)| ChangeError::VersionConflict { version }))
}
