//! A database for each test, on either engine.

use menu::db::{MenuRepository, open_repository};
use std::{ops::Deref, sync::Arc};
use test_kit::TestDatabase;

/// An empty database.
pub struct Database(TestDatabase);

impl Deref for Database {
    type Target = TestDatabase;

    fn deref(&self) -> &TestDatabase {
        &self.0
    }
}

impl Database {
    pub async fn sqlite() -> Self {
        Self(TestDatabase::sqlite("menu"))
    }

    pub async fn postgres() -> Self {
        Self(TestDatabase::postgres("menu").await)
    }

    /// Opens this database as another process would.
    pub async fn open(&self) -> Arc<dyn MenuRepository> {
        open_repository(&self.url).await.unwrap()
    }

    pub async fn finish(self) {
        self.0.finish().await;
    }
}
