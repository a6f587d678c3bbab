//! The menu as JSON, serialized once a version.
//!
//! Every request reads only the version from the database (one indexed row), so a replica never
//! answers with a menu that another replica has already replaced.

use crate::db::{MenuRepository, RepositoryError};
use bytes::Bytes;
use menu_api::StoreId;
use std::sync::Arc;
use tokio::sync::Mutex;

/// One version of the menu, serialized as JSON.
#[derive(Debug)]
pub struct MenuSnapshot {
    /// The menu's version.
    pub version: i64,
    /// The whole menu.
    pub menu: Bytes,
    /// The menu's store alone.
    pub store: Bytes,
}

/// Cache of the latest snapshot.
#[derive(Debug, Default)]
pub struct SnapshotCache(Mutex<Option<Arc<MenuSnapshot>>>);

impl SnapshotCache {
    /// The current snapshot; `None` when there is no such store.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn fetch_current(
        &self,
        store: &dyn MenuRepository,
        id: &StoreId,
    ) -> Result<Option<Arc<MenuSnapshot>>, RepositoryError> {
        let Some(version) = store.fetch_menu_version(id).await? else { return Ok(None) };
        // Single flight: concurrent requests for a new version wait for the one that fetches it.
        let mut last = self.0.lock().await;
        if let Some(snapshot) = last.as_ref().filter(|snapshot| snapshot.version >= version) {
            return Ok(Some(snapshot.clone()));
        }
        let Some(menu) = store.fetch_menu(id).await? else { return Ok(None) };
        let snapshot = Arc::new(MenuSnapshot {
            version: menu.version,
            menu: serde_json::to_vec(&menu)?.into(),
            store: serde_json::to_vec(&menu.store)?.into(),
        });
        *last = Some(snapshot.clone());
        Ok(Some(snapshot))
    }
}
