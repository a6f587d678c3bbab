//! Persistence of menus: one method a business transaction, behind `Arc<dyn Store>`. The pattern is
//! the same in every service: see `db_kit` for it and for the reason of the `#[path]`s.
//!
//! A change is one transaction that locks the store's row first. So two editors, or two replicas,
//! change a menu one after the other, and neither can overwrite a version that it has not seen.

#![expect(clippy::duplicate_mod, reason = "the statements are compiled once for each engine")]

mod changes;
mod error;
mod postgres;
mod rows;
mod sqlite;
mod tables;

pub use db_kit::{MaintenanceError, OpenError, RepositoryError, ServiceDatabase};
pub use error::MenuChangeError;
pub use tables::SCHEMA;

use crate::domain::{
    Edit,
    picture::{EncodedPicture, EncodedSize},
};
use async_trait::async_trait;
use db_kit::{DatabaseArgs, OpenDatabase, audit::ChangeAuthor};
use jiff::Timestamp;
use menu_api::{Menu, PictureId, StoreId};
use service_kit::{telemetry::PoolUsage, text_repository::TextRepository};
use staff_api::AuditPage;
use std::{fmt, sync::Arc};

/// A menu after a change.
#[derive(Debug, Clone, PartialEq)]
pub struct MenuChange {
    /// The menu with its version; a change that changed nothing keeps the version.
    pub menu: Menu,
}

/// How a draft ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DraftOutcome {
    /// Its content becomes the menu's.
    Published,
    /// It is deleted.
    Dropped,
}

/// Menus by store, with their drafts, pictures and audit log.
///
/// Every method fails with [`RepositoryError::Unavailable`] if the database is locked, gone or too
/// slow. A [`MenuChangeError`] changes nothing, unless the deadline passed during the commit.
#[async_trait]
pub trait MenuRepository: fmt::Debug + Send + Sync {
    /// Whether the database answers.
    async fn ping(&self) -> Result<(), RepositoryError>;

    /// Stores `menu` as the first menu of its store. Returns `false` when the store has a menu
    /// already, which then stays as it is.
    async fn seed_menu(&self, menu: &Menu) -> Result<bool, RepositoryError>;

    /// The version of the store's menu: one indexed row. `None` when there is no such store.
    async fn fetch_menu_version(&self, store: &StoreId) -> Result<Option<i64>, RepositoryError>;

    /// The store's menu from one consistent read; `None` when there is no such store.
    async fn fetch_menu(&self, store: &StoreId) -> Result<Option<Menu>, RepositoryError>;

    /// Applies `edit` to the store's menu, validates the result and stores it under the next
    /// version, with audit events by `author`. With `expected`, only if that is still the version
    /// (optimistic concurrency).
    async fn change_menu(
        &self,
        store: &StoreId,
        expected: Option<i64>,
        edit: &Edit<'_>,
        author: &ChangeAuthor,
    ) -> Result<MenuChange, MenuChangeError>;

    /// The open draft, merged with the current menu, under the draft's own version; `None` when no
    /// draft is open.
    async fn fetch_draft(&self, store: &StoreId) -> Result<Option<Menu>, RepositoryError>;

    /// Opens a draft under `version`. A draft that is open already stays, and is returned.
    async fn open_draft(
        &self,
        store: &StoreId,
        version: i64,
        author: &ChangeAuthor,
    ) -> Result<MenuChange, MenuChangeError>;

    /// Like [`MenuRepository::change_menu`], for the draft.
    async fn change_draft(
        &self,
        store: &StoreId,
        expected: i64,
        edit: &Edit<'_>,
        author: &ChangeAuthor,
    ) -> Result<MenuChange, MenuChangeError>;

    /// Ends the draft at version `expected`, published or dropped; returns the menu as it is
    /// afterwards.
    async fn end_draft(
        &self,
        store: &StoreId,
        expected: i64,
        end: DraftOutcome,
        author: &ChangeAuthor,
    ) -> Result<MenuChange, MenuChangeError>;

    /// Up to `limit` audit events, newest first, older than the event with the id `before`.
    async fn list_audit_entries(
        &self,
        store: &StoreId,
        before: Option<i64>,
        limit: u32,
    ) -> Result<AuditPage, RepositoryError>;

    /// Stores `picture` as of `at`. Deletes pictures that were stored more than a day before and
    /// that no item of the menu or of the draft shows.
    async fn store_picture(
        &self,
        store: &StoreId,
        picture: &EncodedPicture,
        at: Timestamp,
    ) -> Result<(), RepositoryError>;

    /// A picture in one of its sizes, JPEG.
    async fn fetch_picture(
        &self,
        store: &StoreId,
        id: &PictureId,
        size: EncodedSize,
    ) -> Result<Option<Vec<u8>>, RepositoryError>;

    /// Records that a screen of the counter was connected at `at`.
    async fn record_counter_seen(
        &self,
        store: &StoreId,
        at: Timestamp,
    ) -> Result<(), RepositoryError>;

    /// When a screen of the counter was last connected; `None` before the first one.
    async fn fetch_last_counter_seen(
        &self,
        store: &StoreId,
    ) -> Result<Option<Timestamp>, RepositoryError>;

    /// How its connection pool is used.
    fn pool_usage(&self) -> PoolUsage;

    /// The signed rosters of the staff.
    fn roster_texts(&self) -> Arc<dyn TextRepository>;

    /// Closes its connections.
    async fn close(&self);
}

/// [`open_repository_with`] with the default flags.
///
/// # Errors
/// [`OpenError`], a sentence for the operator without the password in the URL.
pub async fn open_repository(url: &str) -> Result<Arc<dyn MenuRepository>, OpenError> {
    open_repository_with(url, &DatabaseArgs::default()).await
}

/// Opens the database at `url`, `sqlite:…` or `postgres://…`. A missing SQLite file and its folder
/// are created.
///
/// # Errors
/// [`OpenError`], a sentence for the operator without the password in the URL.
pub async fn open_repository_with(
    url: &str,
    args: &DatabaseArgs,
) -> Result<Arc<dyn MenuRepository>, OpenError> {
    Ok(match ServiceDatabase::from_url(&SCHEMA, url)?.open(args).await? {
        OpenDatabase::Sqlite(pools) => Arc::new(sqlite::SqlMenuRepository { pools }),
        OpenDatabase::Postgres(pools) => Arc::new(postgres::SqlMenuRepository { pools }),
    })
}
