//! A separate database for each test, on either engine, with its store.

use order::db::{self, OrderRepository};
use std::{ops::Deref, sync::Arc};
use test_kit::TestDatabase;

/// A test database with its store; deleted with the test, or by [`Base::finish`].
pub struct Base {
    pub store: Arc<dyn OrderRepository>,
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
        Self::on(TestDatabase::sqlite("made/for/it/order")).await
    }

    pub async fn postgres() -> Self {
        Self::on(TestDatabase::postgres("order").await).await
    }

    async fn on(database: TestDatabase) -> Self {
        Self { store: db::open_repository(&database.url).await.unwrap(), database }
    }

    pub async fn finish(self) {
        self.store.close().await;
        self.database.finish().await;
    }
}
