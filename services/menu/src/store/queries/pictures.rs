//! SQL of pictures, in two sizes each.

use super::{Db, drafts::draft, rows::read};
use crate::{
    domain::picture::{Picture, Size},
    store::StoreError,
};
use jiff::Timestamp;
use menu_api::{PictureId, StoreId};
use std::collections::HashSet;
use store_kit::Pools;

/// Grace period of a stored picture that no item shows. An upload is shown moments after it is
/// stored.
const FORGOTTEN_MS: i64 = 24 * 60 * 60 * 1000;

pub(super) async fn keep(
    pools: &Pools<Db>,
    store: &StoreId,
    picture: &Picture,
    at: Timestamp,
) -> Result<(), StoreError> {
    let mut tx = pools.begin_write().await?;
    sqlx::query(
        "INSERT INTO pictures (store_id, id, kept_ms, small, large) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (store_id, id) DO UPDATE SET kept_ms = excluded.kept_ms",
    )
    .bind(store.as_str())
    .bind(picture.id.as_str())
    .bind(at.as_millisecond())
    .bind(&picture.small)
    .bind(&picture.large)
    .execute(&mut *tx)
    .await?;
    let Some((version, rows)) = read(&mut tx, store).await? else { return Ok(()) };
    let menu = rows.menu(version)?;
    let drawn = match draft(&mut tx, store).await? {
        Some((_, draft)) => draft.on(&menu)?.items,
        None => Vec::new(),
    };
    let items = menu.items.into_iter().chain(drawn);
    let shown: HashSet<String> = items.filter_map(|item| Some(item.picture?.id.into())).collect();
    let old: Vec<String> = sqlx::query_scalar("SELECT id FROM pictures WHERE store_id = $1 AND kept_ms < $2")
        .bind(store.as_str())
        .bind(at.as_millisecond() - FORGOTTEN_MS)
        .fetch_all(&mut *tx)
        .await?;
    for gone in old.iter().filter(|id| !shown.contains(*id)) {
        let delete = sqlx::query("DELETE FROM pictures WHERE store_id = $1 AND id = $2");
        delete.bind(store.as_str()).bind(gone).execute(&mut *tx).await?;
    }
    tx.commit().await?;
    Ok(())
}

pub(super) async fn fetch(
    pools: &Pools<Db>,
    store: &StoreId,
    id: &PictureId,
    size: Size,
) -> Result<Option<Vec<u8>>, StoreError> {
    let sql = match size {
        Size::Small => "SELECT small FROM pictures WHERE store_id = $1 AND id = $2",
        Size::Large => "SELECT large FROM pictures WHERE store_id = $1 AND id = $2",
    };
    let picture = sqlx::query_scalar(sql).bind(store.as_str()).bind(id.as_str());
    Ok(picture.fetch_optional(&pools.readers).await?)
}
