//! Where menus are kept: one trait, two databases, the SQL written once (`queries.rs`).
//!
//! A change is one transaction that takes the store's row first, so that two editors, or two replicas, are one after
//! the other and neither can overwrite what it has not seen.

mod bounded;
mod changes;
mod error;
#[cfg(test)]
mod hung;
mod postgres;
mod rows;
mod sqlite;
mod tables;

pub use error::ChangeError;
#[cfg(test)]
pub(crate) use hung::Hung;
pub use store_kit::{Database, MaintenanceError, OpenError, StoreError};
pub use tables::SCHEMA;

use crate::domain::{
    Edit,
    picture::{Picture, Size},
};
use async_trait::async_trait;
use bounded::Bounded;
use jiff::Timestamp;
use member_api::AuditPage;
use menu_api::{Menu, PictureId, StoreId};
use service_kit::{DatabaseArgs, telemetry::Pool, texts::TextRepository};
use std::{fmt, sync::Arc};
use store_kit::{Opened, audit::Author};

/// A menu after a change.
#[derive(Debug, Clone, PartialEq)]
pub struct Changed {
    /// With its version, which is the old one when the change changed nothing.
    pub menu: Menu,
}

/// What becomes of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It is the menu from now on.
    Published,
    /// It is forgotten.
    Dropped,
}

/// Menus by store.
#[async_trait]
pub trait Store: fmt::Debug + Send + Sync {
    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    async fn ping(&self) -> Result<(), StoreError>;

    /// Keeps `menu` as the first menu of its store; `false` when the store has one already, which then stays as it is.
    ///
    /// # Errors
    /// When the database fails; nothing is kept then.
    async fn menu_seed(&self, menu: &Menu) -> Result<bool, StoreError>;

    /// The version of the store's menu: one indexed row.
    ///
    /// # Errors
    /// When the database fails.
    async fn menu_version(&self, store: &StoreId) -> Result<Option<i64>, StoreError>;

    /// The store's menu as of one moment.
    ///
    /// # Errors
    /// When the database fails.
    async fn menu_fetch(&self, store: &StoreId) -> Result<Option<Menu>, StoreError>;

    /// Applies `edit` to the store's menu, validates the whole and keeps it with the next version and with a record of who changed
    /// what. With `expected`, only
    /// when that is the version still.
    ///
    /// # Errors
    /// [`ChangeError`]; nothing is changed then.
    async fn menu_change(
        &self,
        store: &StoreId,
        expected: Option<i64>,
        edit: &Edit<'_>,
        author: &Author,
    ) -> Result<Changed, ChangeError>;

    /// What shall be sold later, as it comes to by now, with the draft's own version; `None` while no draft is open.
    ///
    /// # Errors
    /// When the database fails.
    async fn draft_fetch(&self, store: &StoreId) -> Result<Option<Menu>, StoreError>;

    /// Opens a draft with this version, unless one is open: then that one is answered.
    ///
    /// # Errors
    /// [`ChangeError::NoStore`], or when the database fails.
    async fn draft_open(
        &self,
        store: &StoreId,
        version: i64,
        author: &Author,
    ) -> Result<Changed, ChangeError>;

    /// As [`Store::menu_change`], of the draft.
    ///
    /// # Errors
    /// [`ChangeError`]; nothing is changed then.
    async fn draft_change(
        &self,
        store: &StoreId,
        expected: i64,
        edit: &Edit<'_>,
        author: &Author,
    ) -> Result<Changed, ChangeError>;

    /// Ends the draft of this version, sold from now on or forgotten; the menu as it is afterwards.
    ///
    /// # Errors
    /// [`ChangeError`]; nothing is changed then.
    async fn draft_end(
        &self,
        store: &StoreId,
        expected: i64,
        end: End,
        author: &Author,
    ) -> Result<Changed, ChangeError>;

    /// The newest changes by staff, `limit` at most, older than the one with the id `before`.
    ///
    /// # Errors
    /// When the database fails.
    async fn audit_list(
        &self,
        store: &StoreId,
        before: Option<i64>,
        limit: u32,
    ) -> Result<AuditPage, StoreError>;

    /// Keeps `picture` from `at` on, and lets go of those that no item, nor the draft, has shown for a day.
    ///
    /// # Errors
    /// When the database fails; nothing is kept then.
    async fn picture_keep(&self, store: &StoreId, picture: &Picture, at: Timestamp)
    -> Result<(), StoreError>;

    /// A picture in one of its sizes, JPEG.
    ///
    /// # Errors
    /// When the database fails.
    async fn picture_fetch(
        &self,
        store: &StoreId,
        id: &PictureId,
        size: Size,
    ) -> Result<Option<Vec<u8>>, StoreError>;

    /// Notes that a screen of the counter is connected at `at`.
    ///
    /// # Errors
    /// When the database fails.
    async fn counter_seen(&self, store: &StoreId, at: Timestamp) -> Result<(), StoreError>;

    /// When one was last.
    ///
    /// # Errors
    /// When the database fails.
    async fn counter_seen_at(&self, store: &StoreId) -> Result<Option<Timestamp>, StoreError>;

    /// How its connections are used.
    fn connections(&self) -> Pool;

    /// The rosters of the staff.
    fn rosters(&self) -> Arc<dyn TextRepository>;

    /// Ends its connections.
    async fn close(&self);
}

/// As [`open_with`] with the default flags.
///
/// # Errors
/// [`OpenError`], a sentence for the operator without the password in the URL.
pub async fn open(url: &str) -> Result<Arc<dyn Store>, OpenError> {
    open_with(url, &DatabaseArgs::default()).await
}

/// Opens the database at `url`, `sqlite:…` or `postgres://…`. A missing SQLite file and its folder are made.
///
/// # Errors
/// [`OpenError`], a sentence for the operator without the password in the URL.
pub async fn open_with(url: &str, args: &DatabaseArgs) -> Result<Arc<dyn Store>, OpenError> {
    Ok(match Database::at(&SCHEMA, url)?.open(args).await? {
        Opened::Sqlite(pools) => Arc::new(Bounded(sqlite::SqlStore { pools })),
        Opened::Postgres(pools) => Arc::new(Bounded(postgres::SqlStore { pools })),
    })
}
