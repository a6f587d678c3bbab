//! SQL of drafts: at most one a store, beside its menu.

use super::{
    Connection, Db,
    rows::{bump_version, read_rows, write_rows},
};
use crate::{
    db::{DraftOutcome, MenuChange, MenuChangeError, RepositoryError, changes, rows::MenuRows},
    domain::{self, Edit, EditRefusal, draft::MenuDraft},
};
use db_kit::{
    TransactionEnd::{self, Commit, Rollback},
    audit::{AuditLog as _, AuditRecord, ChangeAuthor},
};
use menu_api::{Menu, StoreId};
use sqlx::{Row as _, types::Json};

pub(super) async fn fetch_draft(
    conn: &mut Connection,
    store: &StoreId,
) -> Result<Option<Menu>, RepositoryError> {
    let draft = read_draft(conn, store).await?;
    let Some((version, rows)) = read_rows(conn, store).await? else { return Ok(None) };
    let menu = rows.into_menu(version)?;
    let Some((version, draft)) = draft else { return Ok(None) };
    Ok(Some(Menu { version, ..draft.merge_into(&menu)? }))
}

pub(super) async fn open_draft(
    conn: &mut Connection,
    store: &StoreId,
    version: i64,
    author: &ChangeAuthor,
) -> Result<MenuChange, MenuChangeError> {
    let (now, rows) = read_rows(conn, store).await?.ok_or(MenuChangeError::NoStore)?;
    let menu = rows.into_menu(now)?;
    let body = MenuDraft::from_menus(&menu, &menu)?;
    let sql = "INSERT INTO drafts (store_id, version, body) VALUES ($1, $2, $3) ON CONFLICT (store_id) DO NOTHING";
    sqlx::query::<Db>(sql)
        .bind(store.as_str())
        .bind(version)
        .bind(Json(&body))
        .execute(&mut *conn)
        .await?;
    let (known, body) = read_draft(conn, store).await?.ok_or(MenuChangeError::NoDraft)?;
    if known == version {
        conn.append_audit_records(store.as_str(), author, &[draft_entry("draft.open", store)])
            .await?;
    }
    Ok(MenuChange { menu: Menu { version: known, ..body.merge_into(&menu)? } })
}

pub(super) async fn change_draft(
    conn: &mut Connection,
    store: &StoreId,
    expected: i64,
    edit: &Edit<'_>,
    author: &ChangeAuthor,
) -> Result<TransactionEnd<MenuChange>, MenuChangeError> {
    let sql = "UPDATE drafts SET version = version + 1 WHERE store_id = $1 AND version = $2 RETURNING body";
    let body = take_draft(conn, store, expected, sql).await?;
    let (now, rows) = read_rows(conn, store).await?.ok_or(MenuChangeError::NoStore)?;
    let sold = rows.into_menu(now)?;
    let old = Menu { version: expected, ..body.merge_into(&sold)? };
    let mut menu = old.clone();
    edit(&mut menu)?;
    domain::availability::truncate_to_millis(&mut menu);
    if menu == old {
        return Ok(Rollback(MenuChange { menu: old })); // takes the new version back
    }
    domain::validate_menu(&menu).map_err(EditRefusal::InvalidMenu)?;
    menu.version = expected + 1;
    let update = sqlx::query::<Db>("UPDATE drafts SET body = $2 WHERE store_id = $1");
    update
        .bind(store.as_str())
        .bind(Json(&MenuDraft::from_menus(&sold, &menu)?))
        .execute(&mut *conn)
        .await?;
    let entries =
        changes::audit_records("draft.", &MenuRows::from_menu(&old)?, &MenuRows::from_menu(&menu)?);
    conn.append_audit_records(store.as_str(), author, &entries).await?;
    Ok(Commit(MenuChange { menu }))
}

pub(super) async fn end_draft(
    conn: &mut Connection,
    store: &StoreId,
    expected: i64,
    end: DraftOutcome,
    author: &ChangeAuthor,
) -> Result<MenuChange, MenuChangeError> {
    // Lock order: the store's row before the draft's.
    let bumped = end == DraftOutcome::Published && bump_version(conn, store, None).await?;
    let sql = "DELETE FROM drafts WHERE store_id = $1 AND version = $2 RETURNING body";
    let body = take_draft(conn, store, expected, sql).await?;
    let (version, old_rows) = read_rows(conn, store).await?.ok_or(MenuChangeError::NoStore)?;
    let mut menu = old_rows.clone().into_menu(version)?;
    let mut entries = vec![draft_entry(if bumped { "draft.publish" } else { "draft.drop" }, store)];
    if bumped {
        let sold = MenuRows::from_menu(&menu)?;
        menu = body.merge_into(&menu)?;
        domain::validate_menu(&menu).map_err(EditRefusal::InvalidMenu)?;
        let rows = MenuRows::from_menu(&menu)?;
        write_rows(conn, store, &old_rows, &rows).await?;
        entries.extend(changes::audit_records("", &sold, &rows));
    }
    conn.append_audit_records(store.as_str(), author, &entries).await?;
    Ok(MenuChange { menu })
}

/// Audit entry of an action on a draft as a whole.
fn draft_entry(action: &str, store: &StoreId) -> AuditRecord {
    AuditRecord { action: action.to_owned(), subject: store.to_string(), before: None, after: None }
}

/// The open draft and its version.
pub(super) async fn read_draft(
    conn: &mut Connection,
    store: &StoreId,
) -> Result<Option<(i64, MenuDraft)>, RepositoryError> {
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
) -> Result<MenuDraft, MenuChangeError> {
    let taken = sqlx::query::<Db>(sql).bind(store.as_str()).bind(expected);
    if let Some(row) = taken.fetch_optional(&mut *conn).await? {
        let Json(draft) = row.try_get("body")?;
        return Ok(draft);
    }
    let now = read_draft(conn, store).await?;
    Err(now.map_or(MenuChangeError::NoDraft, |(version, _)| MenuChangeError::VersionConflict {
        version,
    }))
}
