//! The store on one engine, whose module includes this folder and defines [`Db`].

mod drafts;
mod menus;
mod pictures;
mod rows;

use super::Db;
use crate::{
    db::{ChangeError, Changed, End, Store, StoreError, tables::ROSTERS},
    domain::{
        Edit,
        picture::{Picture, Size},
    },
};
use async_trait::async_trait;
use db_kit::{
    Pools, VersionedTexts,
    audit::{AuditLog as _, Author},
};
use jiff::Timestamp;
use menu_api::{Menu, PictureId, StoreId};
use service_kit::{telemetry::Pool, text_repository::TextRepository};
use sqlx::Database;
use staff_api::AuditPage;
use std::sync::Arc;

type Connection = <Db as Database>::Connection;
type DbRow = <Db as Database>::Row;

/// [`Store`] on one engine.
#[derive(Debug)]
pub(in crate::db) struct SqlStore {
    pub pools: Pools<Db>,
}

#[async_trait]
impl Store for SqlStore {
    async fn ping(&self) -> Result<(), StoreError> {
        self.pools.read("ping", async |conn| menus::ping(conn).await).await
    }

    async fn menu_seed(&self, menu: &Menu) -> Result<bool, StoreError> {
        self.pools.write_or_rollback("menu_seed", async |conn| menus::seed(conn, menu).await).await
    }

    async fn menu_version(&self, store: &StoreId) -> Result<Option<i64>, StoreError> {
        self.pools.read("menu_version", async |conn| menus::version(conn, store).await).await
    }

    async fn menu_fetch(&self, store: &StoreId) -> Result<Option<Menu>, StoreError> {
        self.pools.read_snapshot("menu_fetch", async |conn| menus::fetch(conn, store).await).await
    }

    async fn menu_change(
        &self,
        store: &StoreId,
        expected: Option<i64>,
        edit: &Edit<'_>,
        author: &Author,
    ) -> Result<Changed, ChangeError> {
        let change = async |conn: &mut Connection| menus::change(conn, store, expected, edit, author).await;
        self.pools.write_or_rollback("menu_change", change).await
    }

    async fn draft_fetch(&self, store: &StoreId) -> Result<Option<Menu>, StoreError> {
        self.pools.read_snapshot("draft_fetch", async |conn| drafts::fetch(conn, store).await).await
    }

    async fn draft_open(
        &self,
        store: &StoreId,
        version: i64,
        author: &Author,
    ) -> Result<Changed, ChangeError> {
        let open = async |conn: &mut Connection| drafts::open(conn, store, version, author).await;
        self.pools.write("draft_open", open).await
    }

    async fn draft_change(
        &self,
        store: &StoreId,
        expected: i64,
        edit: &Edit<'_>,
        author: &Author,
    ) -> Result<Changed, ChangeError> {
        let change = async |conn: &mut Connection| drafts::change(conn, store, expected, edit, author).await;
        self.pools.write_or_rollback("draft_change", change).await
    }

    async fn draft_end(
        &self,
        store: &StoreId,
        expected: i64,
        end: End,
        author: &Author,
    ) -> Result<Changed, ChangeError> {
        let end = async |conn: &mut Connection| drafts::end(conn, store, expected, end, author).await;
        self.pools.write("draft_end", end).await
    }

    async fn picture_keep(
        &self,
        store: &StoreId,
        picture: &Picture,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let keep = async |conn: &mut Connection| pictures::keep(conn, store, picture, at).await;
        self.pools.write_or_rollback("picture_keep", keep).await
    }

    async fn picture_fetch(
        &self,
        store: &StoreId,
        id: &PictureId,
        size: Size,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        self.pools.read("picture_fetch", async |conn| pictures::fetch(conn, store, id, size).await).await
    }

    async fn counter_seen(&self, store: &StoreId, at: Timestamp) -> Result<(), StoreError> {
        self.pools.write("counter_seen", async |conn| menus::counter_seen(conn, store, at).await).await
    }

    async fn counter_seen_at(&self, store: &StoreId) -> Result<Option<Timestamp>, StoreError> {
        self.pools.read("counter_seen_at", async |conn| menus::counter_seen_at(conn, store).await).await
    }

    async fn audit_list(
        &self,
        store: &StoreId,
        before: Option<i64>,
        limit: u32,
    ) -> Result<AuditPage, StoreError> {
        let list = async |conn: &mut Connection| conn.audit_list(store.as_str(), before, limit).await;
        self.pools.read("audit_list", list).await
    }

    fn rosters(&self) -> Arc<dyn TextRepository> {
        Arc::new(VersionedTexts::new(self.pools.clone(), ROSTERS))
    }

    fn connections(&self) -> Pool {
        self.pools.connections()
    }

    async fn close(&self) {
        self.pools.close().await;
    }
}
