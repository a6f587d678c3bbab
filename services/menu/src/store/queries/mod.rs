//! SQL of the store. `postgres.rs` and `sqlite.rs` each include this file, and their `Db` is the
//! database that it is compiled for.

// A file that is included by `#[path]` has no folder of its own: its submodules lie beside it.
#[path = "queries_drafts.rs"]
mod drafts;
#[path = "queries_pictures.rs"]
mod pictures;
#[path = "queries_rows.rs"]
mod rows;

use super::Db;
use crate::{
    domain::{
        self, Edit, Refusal,
        picture::{Picture, Size},
    },
    store::{ChangeError, Changed, End, Store, StoreError, changes, rows::Rows, tables::ROSTERS},
};
use async_trait::async_trait;
use jiff::Timestamp;
use member_api::AuditPage;
use menu_api::{Menu, PictureId, StoreId};
use rows::{bump, read, write};
use service_kit::{telemetry, texts::TextRepository};
use sqlx::types::Json;
use std::sync::Arc;
use store_kit::{
    Pools, VersionedTexts,
    audit::{AuditLog as _, Author},
};

/// [`Store`] on one kind of database.
#[derive(Debug)]
pub(in crate::store) struct SqlStore {
    pub pools: Pools<Db>,
}

#[async_trait]
impl Store for SqlStore {
    async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1 FROM stores").fetch_optional(&self.pools.readers).await?;
        Ok(())
    }

    async fn menu_seed(&self, menu: &Menu) -> Result<bool, StoreError> {
        let rows = Rows::of(menu)?;
        let mut tx = self.pools.begin_write().await?;
        // A second process that seeds at the same time waits here and then finds the row.
        let made = sqlx::query(
            "INSERT INTO stores (store_id, version, body) VALUES ($1, $2, $3) ON CONFLICT (store_id) DO NOTHING",
        )
        .bind(menu.store.id.as_str())
        .bind(menu.version)
        .bind(Json(&rows.store))
        .execute(&mut *tx)
        .await?;
        if made.rows_affected() == 0 {
            return Ok(false);
        }
        let none = Rows { store: rows.store.clone(), ..Rows::default() };
        write(&mut tx, &menu.store.id, &none, &rows).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn menu_version(&self, store: &StoreId) -> Result<Option<i64>, StoreError> {
        let version =
            sqlx::query_scalar("SELECT version FROM stores WHERE store_id = $1").bind(store.as_str());
        Ok(version.fetch_optional(&self.pools.readers).await?)
    }

    async fn menu_fetch(&self, store: &StoreId) -> Result<Option<Menu>, StoreError> {
        let mut tx = self.pools.begin_read().await?;
        let read = read(&mut tx, store).await?;
        tx.commit().await?;
        read.map(|(version, rows)| rows.menu(version)).transpose()
    }

    async fn menu_change(
        &self,
        store: &StoreId,
        expected: Option<i64>,
        edit: &Edit<'_>,
        author: &Author,
    ) -> Result<Changed, ChangeError> {
        let mut tx = self.pools.begin_write().await?;
        let bumped = bump(&mut tx, store, expected).await?;
        let (version, old_rows) = read(&mut tx, store).await?.ok_or(ChangeError::NoStore)?;
        if !bumped {
            return Err(ChangeError::VersionConflict { version });
        }
        let old = old_rows.clone().menu(version - 1)?;
        let mut menu = old.clone();
        edit(&mut menu)?;
        domain::availability::to_millis(&mut menu);
        if menu == old {
            return Ok(Changed { menu: old }); // the transaction, and with it the bump, is rolled back
        }
        domain::validate(&menu).map_err(Refusal::InvalidMenu)?;
        menu.version = version;
        let rows = Rows::of(&menu)?;
        write(&mut tx, store, &old_rows, &rows).await?;
        let entries = changes::entries("", &Rows::of(&old)?, &rows);
        tx.audit_record(store.as_str(), author, &entries).await?;
        tx.commit().await?;
        Ok(Changed { menu })
    }

    async fn draft_fetch(&self, store: &StoreId) -> Result<Option<Menu>, StoreError> {
        drafts::fetch(&self.pools, store).await
    }

    async fn draft_open(
        &self,
        store: &StoreId,
        version: i64,
        author: &Author,
    ) -> Result<Changed, ChangeError> {
        drafts::open(&self.pools, store, version, author).await
    }

    async fn draft_change(
        &self,
        store: &StoreId,
        expected: i64,
        edit: &Edit<'_>,
        author: &Author,
    ) -> Result<Changed, ChangeError> {
        drafts::change(&self.pools, store, expected, edit, author).await
    }

    async fn draft_end(
        &self,
        store: &StoreId,
        expected: i64,
        end: End,
        author: &Author,
    ) -> Result<Changed, ChangeError> {
        drafts::end(&self.pools, store, expected, end, author).await
    }

    async fn picture_keep(
        &self,
        store: &StoreId,
        picture: &Picture,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        pictures::keep(&self.pools, store, picture, at).await
    }

    async fn picture_fetch(
        &self,
        store: &StoreId,
        id: &PictureId,
        size: Size,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        pictures::fetch(&self.pools, store, id, size).await
    }

    async fn counter_seen(&self, store: &StoreId, at: Timestamp) -> Result<(), StoreError> {
        let seen = sqlx::query("UPDATE stores SET counter_seen_ms = $2 WHERE store_id = $1");
        seen.bind(store.as_str()).bind(at.as_millisecond()).execute(&self.pools.writers).await?;
        Ok(())
    }

    async fn counter_seen_at(&self, store: &StoreId) -> Result<Option<Timestamp>, StoreError> {
        let sql = "SELECT counter_seen_ms FROM stores WHERE store_id = $1";
        let seen = sqlx::query_scalar::<_, Option<i64>>(sql)
            .bind(store.as_str())
            .fetch_optional(&self.pools.readers);
        Ok(seen.await?.flatten().and_then(|ms| Timestamp::from_millisecond(ms).ok()))
    }

    async fn audit_list(
        &self,
        store: &StoreId,
        before: Option<i64>,
        limit: u32,
    ) -> Result<AuditPage, StoreError> {
        self.pools.readers.acquire().await?.audit_list(store.as_str(), before, limit).await
    }

    fn rosters(&self) -> Arc<dyn TextRepository> {
        Arc::new(VersionedTexts::new(self.pools.clone(), ROSTERS))
    }

    fn connections(&self) -> telemetry::Pool {
        self.pools.connections()
    }

    async fn close(&self) {
        self.pools.close().await;
    }
}
