//! The store on one engine, whose module includes this folder and defines [`Db`].

mod drafts;
mod menus;
mod pictures;
mod rows;

use super::Db;
use crate::{
    db::{
        DraftOutcome, MenuChange, MenuChangeError, MenuRepository, RepositoryError, tables::ROSTERS,
    },
    domain::{
        Edit,
        picture::{EncodedPicture, EncodedSize},
    },
};
use async_trait::async_trait;
use db_kit::{
    ConnectionPools, VersionedTexts,
    audit::{AuditLog as _, ChangeAuthor},
};
use jiff::Timestamp;
use menu_api::{Menu, PictureId, StoreId};
use service_kit::{telemetry::PoolUsage, text_repository::TextRepository};
use sqlx::Database;
use staff_api::AuditPage;
use std::sync::Arc;

type Connection = <Db as Database>::Connection;
type DbRow = <Db as Database>::Row;

/// [`MenuRepository`] on one engine.
#[derive(Debug)]
pub(in crate::db) struct SqlMenuRepository {
    pub pools: ConnectionPools<Db>,
}

#[async_trait]
impl MenuRepository for SqlMenuRepository {
    async fn ping(&self) -> Result<(), RepositoryError> {
        self.pools.read("ping", async |conn| menus::ping_database(conn).await).await
    }

    async fn seed_menu(&self, menu: &Menu) -> Result<bool, RepositoryError> {
        self.pools
            .write_or_rollback("menu_seed", async |conn| menus::seed_menu(conn, menu).await)
            .await
    }

    async fn fetch_menu_version(&self, store: &StoreId) -> Result<Option<i64>, RepositoryError> {
        self.pools
            .read("menu_version", async |conn| menus::fetch_menu_version(conn, store).await)
            .await
    }

    async fn fetch_menu(&self, store: &StoreId) -> Result<Option<Menu>, RepositoryError> {
        self.pools
            .read_snapshot("menu_fetch", async |conn| menus::fetch_menu(conn, store).await)
            .await
    }

    async fn change_menu(
        &self,
        store: &StoreId,
        expected: Option<i64>,
        edit: &Edit<'_>,
        author: &ChangeAuthor,
    ) -> Result<MenuChange, MenuChangeError> {
        let change = async |conn: &mut Connection| {
            menus::change_menu(conn, store, expected, edit, author).await
        };
        self.pools.write_or_rollback("menu_change", change).await
    }

    async fn fetch_draft(&self, store: &StoreId) -> Result<Option<Menu>, RepositoryError> {
        self.pools
            .read_snapshot("draft_fetch", async |conn| drafts::fetch_draft(conn, store).await)
            .await
    }

    async fn open_draft(
        &self,
        store: &StoreId,
        version: i64,
        author: &ChangeAuthor,
    ) -> Result<MenuChange, MenuChangeError> {
        let open =
            async |conn: &mut Connection| drafts::open_draft(conn, store, version, author).await;
        self.pools.write("draft_open", open).await
    }

    async fn change_draft(
        &self,
        store: &StoreId,
        expected: i64,
        edit: &Edit<'_>,
        author: &ChangeAuthor,
    ) -> Result<MenuChange, MenuChangeError> {
        let change = async |conn: &mut Connection| {
            drafts::change_draft(conn, store, expected, edit, author).await
        };
        self.pools.write_or_rollback("draft_change", change).await
    }

    async fn end_draft(
        &self,
        store: &StoreId,
        expected: i64,
        end: DraftOutcome,
        author: &ChangeAuthor,
    ) -> Result<MenuChange, MenuChangeError> {
        let end = async |conn: &mut Connection| {
            drafts::end_draft(conn, store, expected, end, author).await
        };
        self.pools.write("draft_end", end).await
    }

    async fn store_picture(
        &self,
        store: &StoreId,
        picture: &EncodedPicture,
        at: Timestamp,
    ) -> Result<(), RepositoryError> {
        let keep =
            async |conn: &mut Connection| pictures::store_picture(conn, store, picture, at).await;
        self.pools.write_or_rollback("picture_keep", keep).await
    }

    async fn fetch_picture(
        &self,
        store: &StoreId,
        id: &PictureId,
        size: EncodedSize,
    ) -> Result<Option<Vec<u8>>, RepositoryError> {
        self.pools
            .read("picture_fetch", async |conn| {
                pictures::fetch_picture(conn, store, id, size).await
            })
            .await
    }

    async fn record_counter_seen(
        &self,
        store: &StoreId,
        at: Timestamp,
    ) -> Result<(), RepositoryError> {
        self.pools
            .write("counter_seen", async |conn| menus::record_counter_seen(conn, store, at).await)
            .await
    }

    async fn fetch_last_counter_seen(
        &self,
        store: &StoreId,
    ) -> Result<Option<Timestamp>, RepositoryError> {
        self.pools
            .read("counter_seen_at", async |conn| menus::fetch_last_counter_seen(conn, store).await)
            .await
    }

    async fn list_audit_entries(
        &self,
        store: &StoreId,
        before: Option<i64>,
        limit: u32,
    ) -> Result<AuditPage, RepositoryError> {
        let list = async |conn: &mut Connection| {
            conn.list_audit_events(store.as_str(), before, limit).await
        };
        self.pools.read("audit_list", list).await
    }

    fn roster_texts(&self) -> Arc<dyn TextRepository> {
        Arc::new(VersionedTexts::new(self.pools.clone(), ROSTERS))
    }

    fn pool_usage(&self) -> PoolUsage {
        self.pools.pool_usage()
    }

    async fn close(&self) {
        self.pools.close().await;
    }
}
