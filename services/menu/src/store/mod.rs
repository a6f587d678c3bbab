//! Where menus are kept: one trait, two databases, the SQL written once (`queries.rs`).
//!
//! A change is one transaction that takes the store's row first, so that two editors, or two replicas, are one after
//! the other and neither can overwrite what it has not seen.

mod bounded;
mod error;
#[cfg(test)]
mod hung;
mod maintenance;
mod options;
mod postgres;
mod rows;
mod schema;
mod sqlite;
mod tables;

pub use error::{ChangeError, OpenError, StoreError};
#[cfg(test)]
pub(crate) use hung::Hung;
pub use maintenance::{Database, MaintenanceError};
pub use options::Options;

use crate::domain::Edit;
use async_trait::async_trait;
use jiff::Timestamp;
use menu_api::{Menu, StoreId};
use service_kit::telemetry::Pool;
use std::{fmt, sync::Arc};

/// A menu after a change.
#[derive(Debug, Clone, PartialEq)]
pub struct Changed {
    /// With its version, which is the old one when the change changed nothing.
    pub menu: Menu,
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

    /// Applies `edit` to the store's menu, validates the whole and keeps it with the next version. With `expected`, only
    /// when that is the version still.
    ///
    /// # Errors
    /// [`ChangeError`]; nothing is changed then.
    async fn menu_change(
        &self,
        store: &StoreId,
        expected: Option<i64>,
        edit: &Edit<'_>,
    ) -> Result<Changed, ChangeError>;

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

    /// Ends its connections.
    async fn close(&self);
}

/// As [`open_with`] with the default options.
///
/// # Errors
/// [`OpenError`], a sentence for the operator without the password in the URL.
pub async fn open(url: &str) -> Result<Arc<dyn Store>, OpenError> {
    open_with(url, &Options::default()).await
}

/// Opens the database at `url`, `sqlite:…` or `postgres://…`. A missing SQLite file and its folder are made.
///
/// # Errors
/// [`OpenError`], a sentence for the operator without the password in the URL.
pub async fn open_with(url: &str, options: &Options) -> Result<Arc<dyn Store>, OpenError> {
    match url.split_once(':') {
        Some(("sqlite", _)) => sqlite::open(url, options).await,
        Some(("postgres" | "postgresql", _)) => postgres::open(url, options).await,
        _ => Err(OpenError::UnknownScheme),
    }
}
