//! Where menus are kept: one trait, two databases, the SQL written once (`queries.rs`).
//!
//! A change is one transaction that takes the store's row first, so that two editors, or two replicas, are one after
//! the other and neither can overwrite what it has not seen.

mod bounded;
mod error;
#[cfg(test)]
mod hung;
mod postgres;
mod rows;
mod sqlite;

pub use error::{ChangeError, OpenError, StoreError};
#[cfg(test)]
pub(crate) use hung::Hung;

use crate::domain::Edit;
use async_trait::async_trait;
use menu_api::{Menu, StoreId};
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

    /// Ends its connections.
    async fn close(&self);
}

/// Opens the database at `url`, `sqlite:…` or `postgres://…`, and brings its tables up to date.
///
/// # Errors
/// [`OpenError`], a sentence for the operator without the password in the URL.
pub async fn open(url: &str) -> Result<Arc<dyn Store>, OpenError> {
    match url.split_once(':') {
        Some(("sqlite", _)) => sqlite::open(url).await,
        Some(("postgres" | "postgresql", _)) => postgres::open(url).await,
        _ => Err(OpenError::UnknownScheme),
    }
}
