//! Stub of a store that accepts every call and never answers, as if its database server were
//! stopped.

use super::{ChangeError, Changed, End, Store, StoreError};
use crate::domain::{
    Edit,
    picture::{Picture, Size},
};
use async_trait::async_trait;
use jiff::Timestamp;
use member_api::AuditPage;
use menu_api::{Menu, PictureId, StoreId};
use service_kit::{Problem, telemetry::Pool, texts::TextRepository};
use std::{future::pending, sync::Arc};
use store_kit::audit::Author;

#[derive(Debug)]
pub(crate) struct Hung;

#[async_trait]
impl Store for Hung {
    async fn ping(&self) -> Result<(), StoreError> {
        pending().await
    }

    async fn menu_seed(&self, _: &Menu) -> Result<bool, StoreError> {
        pending().await
    }

    async fn menu_version(&self, _: &StoreId) -> Result<Option<i64>, StoreError> {
        pending().await
    }

    async fn menu_fetch(&self, _: &StoreId) -> Result<Option<Menu>, StoreError> {
        pending().await
    }

    async fn menu_change(
        &self,
        _: &StoreId,
        _: Option<i64>,
        _: &Edit<'_>,
        _: &Author,
    ) -> Result<Changed, ChangeError> {
        pending().await
    }

    async fn draft_fetch(&self, _: &StoreId) -> Result<Option<Menu>, StoreError> {
        pending().await
    }

    async fn draft_open(&self, _: &StoreId, _: i64, _: &Author) -> Result<Changed, ChangeError> {
        pending().await
    }

    async fn draft_change(
        &self,
        _: &StoreId,
        _: i64,
        _: &Edit<'_>,
        _: &Author,
    ) -> Result<Changed, ChangeError> {
        pending().await
    }

    async fn draft_end(&self, _: &StoreId, _: i64, _: End, _: &Author) -> Result<Changed, ChangeError> {
        pending().await
    }

    async fn picture_keep(&self, _: &StoreId, _: &Picture, _: Timestamp) -> Result<(), StoreError> {
        pending().await
    }

    async fn picture_fetch(
        &self,
        _: &StoreId,
        _: &PictureId,
        _: Size,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        pending().await
    }

    async fn counter_seen(&self, _: &StoreId, _: Timestamp) -> Result<(), StoreError> {
        pending().await
    }

    async fn counter_seen_at(&self, _: &StoreId) -> Result<Option<Timestamp>, StoreError> {
        pending().await
    }

    async fn audit_list(&self, _: &StoreId, _: Option<i64>, _: u32) -> Result<AuditPage, StoreError> {
        pending().await
    }

    fn rosters(&self) -> Arc<dyn TextRepository> {
        Arc::new(Self)
    }

    fn connections(&self) -> Pool {
        Pool::default()
    }

    async fn close(&self) {
        pending::<()>().await;
    }
}

#[async_trait]
impl TextRepository for Hung {
    async fn newer(&self, _: i64) -> Result<Vec<String>, Problem> {
        pending().await
    }

    async fn keep(&self, _: &str, _: i64, _: &str) -> Result<(), Problem> {
        pending().await
    }
}
