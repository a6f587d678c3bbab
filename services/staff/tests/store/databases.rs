//! A separate database for each test, on either engine, with its store.

use staff::db::{self, StaffRepository};
use std::{ops::Deref, sync::Arc};
use test_kit::TestDatabase;

/// A test database with its store; deleted with the test, or by [`Base::finish`].
pub struct Base {
    pub store: Arc<dyn StaffRepository>,
    database: TestDatabase,
}

impl Deref for Base {
    type Target = TestDatabase;

    fn deref(&self) -> &TestDatabase {
        &self.database
    }
}

impl Base {
    pub async fn sqlite() -> Self {
        Self::on(TestDatabase::sqlite("staff")).await
    }

    pub async fn postgres() -> Self {
        Self::on(TestDatabase::postgres("staff").await).await
    }

    async fn on(database: TestDatabase) -> Self {
        Self { store: db::open_repository(&database.url).await.unwrap(), database }
    }

    /// The store as another process opens it.
    pub async fn open_again(&self) -> Arc<dyn StaffRepository> {
        db::open_repository(&self.url).await.unwrap()
    }

    pub async fn finish(self) {
        self.store.close().await;
        self.database.finish().await;
    }
}
