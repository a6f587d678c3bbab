//! SQL of pictures, in two sizes each.

use super::{Connection, Db, drafts::read_draft, rows::read_rows};
use crate::{
    db::RepositoryError,
    domain::picture::{EncodedPicture, EncodedSize},
};
use db_kit::TransactionEnd::{self, Commit, Rollback};
use jiff::Timestamp;
use menu_api::{PictureId, StoreId};
use sqlx::Row as _;
use std::collections::HashSet;

/// Grace period of a stored picture that no item shows. An upload is shown moments after it is
/// stored.
const FORGOTTEN_MS: i64 = 24 * 60 * 60 * 1000;

pub(super) async fn store_picture(
    conn: &mut Connection,
    store: &StoreId,
    picture: &EncodedPicture,
    at: Timestamp,
) -> Result<TransactionEnd<()>, RepositoryError> {
    let sql =
        "INSERT INTO pictures (store_id, id, kept_ms, small, large) VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT (store_id, id) DO UPDATE SET kept_ms = excluded.kept_ms";
    sqlx::query::<Db>(sql)
        .bind(store.as_str())
        .bind(picture.id.as_str())
        .bind(at.as_millisecond())
        .bind(&picture.small)
        .bind(&picture.large)
        .execute(&mut *conn)
        .await?;
    let Some((version, rows)) = read_rows(conn, store).await? else { return Ok(Rollback(())) };
    let menu = rows.into_menu(version)?;
    let drawn = match read_draft(conn, store).await? {
        Some((_, draft)) => draft.merge_into(&menu)?.items,
        None => Vec::new(),
    };
    let items = menu.items.into_iter().chain(drawn);
    let shown: HashSet<String> = items.filter_map(|item| Some(item.picture?.id.into())).collect();
    let sql = "SELECT id FROM pictures WHERE store_id = $1 AND kept_ms < $2";
    let old = sqlx::query::<Db>(sql).bind(store.as_str()).bind(at.as_millisecond() - FORGOTTEN_MS);
    for row in old.fetch_all(&mut *conn).await? {
        let id: String = row.try_get("id")?;
        if !shown.contains(&id) {
            let sql = "DELETE FROM pictures WHERE store_id = $1 AND id = $2";
            sqlx::query::<Db>(sql).bind(store.as_str()).bind(id).execute(&mut *conn).await?;
        }
    }
    Ok(Commit(()))
}

pub(super) async fn fetch_picture(
    conn: &mut Connection,
    store: &StoreId,
    id: &PictureId,
    size: EncodedSize,
) -> Result<Option<Vec<u8>>, RepositoryError> {
    let sql = match size {
        EncodedSize::Small => "SELECT small AS jpeg FROM pictures WHERE store_id = $1 AND id = $2",
        EncodedSize::Large => "SELECT large AS jpeg FROM pictures WHERE store_id = $1 AND id = $2",
    };
    let row =
        sqlx::query::<Db>(sql).bind(store.as_str()).bind(id.as_str()).fetch_optional(conn).await?;
    Ok(row.map(|row| row.try_get("jpeg")).transpose()?)
}
