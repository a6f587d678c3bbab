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

pub use db_kit::{Database, MaintenanceError, OpenError, StoreError};
pub use error::ChangeError;
pub use tables::SCHEMA;

use crate::domain::{
    Edit,
    picture::{Picture, Size},
};
use async_trait::async_trait;
use db_kit::{DatabaseArgs, Opened, audit::Author};
use jiff::Timestamp;
use menu_api::{Menu, PictureId, StoreId};
use service_kit::{telemetry::Pool, text_repository::TextRepository};
use staff_api::AuditPage;
use std::{fmt, sync::Arc};

/// A menu after a change.
#[derive(Debug, Clone, PartialEq)]
pub struct Changed {
    /// The menu with its version; a change that changed nothing keeps the version.
    pub menu: Menu,
}

/// How a draft ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Its content becomes the menu's.
    Published,
    /// It is deleted.
    Dropped,
}

/// Menus by store, with their drafts, pictures and audit log.
///
/// Every method fails with [`StoreError::Unavailable`] if the database is locked, gone or too slow. A
/// [`ChangeError`] changes nothing, unless the deadline passed during the commit.
#[async_trait]
pub trait Store: fmt::Debug + Send + Sync {
    /// Whether the database answers.
    async fn ping(&self) -> Result<(), StoreError>;

    /// Stores `menu` as the first menu of its store. Returns `false` when the store has a menu
    /// already, which then stays as it is.
    async fn menu_seed(&self, menu: &Menu) -> Result<bool, StoreError>;

    /// The version of the store's menu: one indexed row. `None` when there is no such store.
    async fn menu_version(&self, store: &StoreId) -> Result<Option<i64>, StoreError>;

    /// The store's menu from one consistent read; `None` when there is no such store.
    async fn menu_fetch(&self, store: &StoreId) -> Result<Option<Menu>, StoreError>;

    /// Applies `edit` to the store's menu, validates the result and stores it under the next
    /// version, with audit events by `author`. With `expected`, only if that is still the version
    /// (optimistic concurrency).
    async fn menu_change(
        &self,
        store: &StoreId,
        expected: Option<i64>,
        edit: &Edit<'_>,
        author: &Author,
    ) -> Result<Changed, ChangeError>;

    /// The open draft, merged with the current menu, under the draft's own version; `None` when no
    /// draft is open.
    async fn draft_fetch(&self, store: &StoreId) -> Result<Option<Menu>, StoreError>;

    /// Opens a draft under `version`. A draft that is open already stays, and is returned.
    async fn draft_open(
        &self,
        store: &StoreId,
        version: i64,
        author: &Author,
    ) -> Result<Changed, ChangeError>;

    /// Like [`Store::menu_change`], for the draft.
    async fn draft_change(
        &self,
        store: &StoreId,
        expected: i64,
        edit: &Edit<'_>,
        author: &Author,
    ) -> Result<Changed, ChangeError>;

    /// Ends the draft at version `expected`, published or dropped; returns the menu as it is
    /// afterwards.
    async fn draft_end(
        &self,
        store: &StoreId,
        expected: i64,
        end: End,
        author: &Author,
    ) -> Result<Changed, ChangeError>;

    /// Up to `limit` audit events, newest first, older than the event with the id `before`.
    async fn audit_list(
        &self,
        store: &StoreId,
        before: Option<i64>,
        limit: u32,
    ) -> Result<AuditPage, StoreError>;

    /// Stores `picture` as of `at`. Deletes pictures that were stored more than a day before and
    /// that no item of the menu or of the draft shows.
    async fn picture_keep(&self, store: &StoreId, picture: &Picture, at: Timestamp)
    -> Result<(), StoreError>;

    /// A picture in one of its sizes, JPEG.
    async fn picture_fetch(
        &self,
        store: &StoreId,
        id: &PictureId,
        size: Size,
    ) -> Result<Option<Vec<u8>>, StoreError>;

    /// Records that a screen of the counter was connected at `at`.
    async fn counter_seen(&self, store: &StoreId, at: Timestamp) -> Result<(), StoreError>;

    /// When a screen of the counter was last connected; `None` before the first one.
    async fn counter_seen_at(&self, store: &StoreId) -> Result<Option<Timestamp>, StoreError>;

    /// How its connection pool is used.
    fn connections(&self) -> Pool;

    /// The signed rosters of the staff.
    fn rosters(&self) -> Arc<dyn TextRepository>;

    /// Closes its connections.
    async fn close(&self);
}

/// [`open_with`] with the default flags.
///
/// # Errors
/// [`OpenError`], a sentence for the operator without the password in the URL.
pub async fn open(url: &str) -> Result<Arc<dyn Store>, OpenError> {
    open_with(url, &DatabaseArgs::default()).await
}

/// Opens the database at `url`, `sqlite:…` or `postgres://…`. A missing SQLite file and its folder
/// are created.
///
/// # Errors
/// [`OpenError`], a sentence for the operator without the password in the URL.
pub async fn open_with(url: &str, args: &DatabaseArgs) -> Result<Arc<dyn Store>, OpenError> {
    Ok(match Database::at(&SCHEMA, url)?.open(args).await? {
        Opened::Sqlite(pools) => Arc::new(sqlite::SqlStore { pools }),
        Opened::Postgres(pools) => Arc::new(postgres::SqlStore { pools }),
    })
}
