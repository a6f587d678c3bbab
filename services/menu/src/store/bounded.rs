//! Decorator that puts a deadline around every call of a store.

use super::{ChangeError, Changed, End, Store, StoreError};
use crate::domain::{
    Edit,
    picture::{Picture, Size},
};
use async_trait::async_trait;
use jiff::Timestamp;
use member_api::AuditPage;
use menu_api::{Menu, PictureId, StoreId};
use service_kit::{telemetry::Pool, texts::TextRepository};
use std::sync::Arc;
use store_kit::{READ_DEADLINE, WRITE_DEADLINE, audit::Author, within};

/// A store whose calls answer or fail within a deadline.
#[derive(Debug)]
pub(super) struct Bounded<S>(pub(super) S);

#[async_trait]
impl<S: Store> Store for Bounded<S> {
    async fn ping(&self) -> Result<(), StoreError> {
        within(READ_DEADLINE, self.0.ping()).await
    }

    async fn menu_seed(&self, menu: &Menu) -> Result<bool, StoreError> {
        within(WRITE_DEADLINE, self.0.menu_seed(menu)).await
    }

    async fn menu_version(&self, store: &StoreId) -> Result<Option<i64>, StoreError> {
        within(READ_DEADLINE, self.0.menu_version(store)).await
    }

    async fn menu_fetch(&self, store: &StoreId) -> Result<Option<Menu>, StoreError> {
        within(READ_DEADLINE, self.0.menu_fetch(store)).await
    }

    async fn menu_change(
        &self,
        store: &StoreId,
        expected: Option<i64>,
        edit: &Edit<'_>,
        author: &Author,
    ) -> Result<Changed, ChangeError> {
        within(WRITE_DEADLINE, self.0.menu_change(store, expected, edit, author)).await
    }

    async fn draft_fetch(&self, store: &StoreId) -> Result<Option<Menu>, StoreError> {
        within(READ_DEADLINE, self.0.draft_fetch(store)).await
    }

    async fn draft_open(
        &self,
        store: &StoreId,
        version: i64,
        author: &Author,
    ) -> Result<Changed, ChangeError> {
        within(WRITE_DEADLINE, self.0.draft_open(store, version, author)).await
    }

    async fn draft_change(
        &self,
        store: &StoreId,
        expected: i64,
        edit: &Edit<'_>,
        author: &Author,
    ) -> Result<Changed, ChangeError> {
        within(WRITE_DEADLINE, self.0.draft_change(store, expected, edit, author)).await
    }

    async fn draft_end(
        &self,
        store: &StoreId,
        expected: i64,
        end: End,
        author: &Author,
    ) -> Result<Changed, ChangeError> {
        within(WRITE_DEADLINE, self.0.draft_end(store, expected, end, author)).await
    }

    async fn picture_keep(
        &self,
        store: &StoreId,
        picture: &Picture,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        within(WRITE_DEADLINE, self.0.picture_keep(store, picture, at)).await
    }

    async fn picture_fetch(
        &self,
        store: &StoreId,
        id: &PictureId,
        size: Size,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        within(READ_DEADLINE, self.0.picture_fetch(store, id, size)).await
    }

    async fn counter_seen(&self, store: &StoreId, at: Timestamp) -> Result<(), StoreError> {
        within(WRITE_DEADLINE, self.0.counter_seen(store, at)).await
    }

    async fn counter_seen_at(&self, store: &StoreId) -> Result<Option<Timestamp>, StoreError> {
        within(READ_DEADLINE, self.0.counter_seen_at(store)).await
    }

    async fn audit_list(
        &self,
        store: &StoreId,
        before: Option<i64>,
        limit: u32,
    ) -> Result<AuditPage, StoreError> {
        within(READ_DEADLINE, self.0.audit_list(store, before, limit)).await
    }

    fn rosters(&self) -> Arc<dyn TextRepository> {
        self.0.rosters()
    }

    fn connections(&self) -> Pool {
        self.0.connections()
    }

    /// Waits for connections that are still in use; the process has its own deadline for that.
    async fn close(&self) {
        self.0.close().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{seed, store::Hung};
    use std::time::Duration;

    #[tokio::test(start_paused = true)]
    async fn a_database_that_never_answers_is_unavailable_within_the_time_of_a_request() {
        let (store, id) = (Bounded(Hung), StoreId::default());
        let menu = seed::parse(seed::BUILT_IN, id.clone()).unwrap();
        let began = tokio::time::Instant::now();
        let changed = async {
            match store
                .menu_change(&id, None, &|_: &mut Menu| Ok(()), &Author::unknown(Timestamp::UNIX_EPOCH))
                .await
            {
                Err(ChangeError::Store(error)) => error,
                other => panic!("{other:?}"),
            }
        };
        let errors = tokio::join!(
            async { store.ping().await.unwrap_err() },
            async { store.menu_seed(&menu).await.unwrap_err() },
            async { store.menu_version(&id).await.unwrap_err() },
            async { store.menu_fetch(&id).await.unwrap_err() },
            changed,
        );
        for error in <[StoreError; 5]>::from(errors) {
            assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
        }
        assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    }
}
