//! Holds the last known menu and decides how fresh it is.

use super::{
    CacheFreshness, CounterDecision, DraftStep, KnownMenu, MenuClient, MenuEdit, MenuEditTarget,
    StaleSince,
    client::FetchEffort,
    pictures::{PictureCache, PictureSize},
    single_flight::SingleFlight,
};
use crate::{
    call::{CallCredentials, ServiceCall},
    error::GatewayError,
    sse::{FeedError, Frames},
    status::DependencyStatus,
};
use bytes::Bytes;
use menu_api::{Menu, PictureId};
use serde_json::Value;
use staff_api::AuditPage;
use std::{sync::Arc, time::Duration};
use tokio::{sync::watch, time::Instant};

/// How long a customer who orders waits for the menu to be checked.
const VERIFY_DEADLINE: Duration = Duration::from_millis(300);

pub(crate) struct MenuCache {
    client: MenuClient,
    known: watch::Sender<Option<KnownMenu>>,
    flight: SingleFlight<Result<(), GatewayError>>,
    pictures: PictureCache,
}

impl MenuCache {
    /// Starts with the copy on disk.
    pub fn new(client: MenuClient, on_disk: Option<(Menu, Duration)>) -> Self {
        let known = on_disk.map(|(menu, age_then)| KnownMenu {
            menu: Arc::new(menu),
            freshness: CacheFreshness::StaleOnDisk,
            stale: Some(StaleSince { noticed: Instant::now(), age_then }),
        });
        Self {
            client,
            known: watch::Sender::new(known),
            flight: SingleFlight::new(),
            pictures: PictureCache::new(),
        }
    }

    pub fn known_menu(&self) -> Option<KnownMenu> {
        self.known.borrow().clone()
    }

    pub fn subscribe_changes(&self) -> watch::Receiver<Option<KnownMenu>> {
        self.known.subscribe()
    }

    pub fn dependency_status(&self) -> DependencyStatus {
        self.client.dependency_status()
    }

    pub fn in_flight(&self) -> usize {
        self.client.in_flight()
    }

    pub fn queued_pictures(&self) -> usize {
        self.pictures.queued_requests()
    }

    pub async fn fetch_audit_page(&self, call: &ServiceCall) -> Result<AuditPage, GatewayError> {
        self.client.fetch_audit_page(call).await
    }

    pub async fn open_feed(&self) -> Result<Frames, FeedError> {
        self.client.menu_feed().await
    }

    /// Asks the service whether there is a newer menu.
    pub async fn refresh(&self) -> Result<(), GatewayError> {
        self.flight
            .run_shared(async || self.fetch_menu(self.known_version(), FetchEffort::Full).await)
            .await
    }

    /// Fetches the menu without comparing versions: after a reconnect the same number may belong to
    /// another menu, if the service's database was replaced meanwhile.
    pub async fn force_refresh(&self) -> Result<(), GatewayError> {
        self.flight.run_exclusive(async || self.fetch_menu(None, FetchEffort::Full).await).await
    }

    /// Checks the menu quickly, for a customer who orders; true if the known menu is now the
    /// service's own.
    pub async fn revalidate(&self) -> bool {
        let deadline = Instant::now() + VERIFY_DEADLINE;
        let quick = async || {
            let left = deadline.saturating_duration_since(Instant::now());
            self.fetch_menu(self.known_version(), FetchEffort::Quick(left)).await
        };
        matches!(self.flight.run_shared_by(deadline, quick).await, Some(Ok(())))
    }

    /// Sends a decision of the counter, then reads the menu; if that fails, the feed brings the
    /// change.
    pub async fn send_decision(
        &self,
        decision: &CounterDecision,
        by: &CallCredentials,
    ) -> Result<(), GatewayError> {
        self.client.send_decision(decision, by).await?;
        let _the_feed_tells_too = self.refresh().await;
        Ok(())
    }

    /// Changes the store's settings, if the menu still has this version, then reads the menu.
    pub async fn patch_store(
        &self,
        version: i64,
        patch: &Value,
        by: &CallCredentials,
    ) -> Result<(), GatewayError> {
        self.client.patch_store(version, patch, by).await?;
        let _the_feed_tells_too = self.refresh().await;
        Ok(())
    }

    /// Changes the menu or the draft, if it still has this version. A changed menu is read
    /// afterwards, also after a failure: on a version conflict the newer menu is then known here.
    pub async fn edit_menu(
        &self,
        target: MenuEditTarget,
        version: i64,
        edit: &MenuEdit,
        by: &CallCredentials,
    ) -> Result<(), GatewayError> {
        let edited = self.client.edit_menu(target, version, edit, by).await;
        if target == MenuEditTarget::Menu {
            let _the_feed_tells_too = self.refresh().await;
        }
        edited
    }

    /// The draft. The menu is read too, so that the two can be compared.
    pub async fn fetch_draft(&self, by: &CallCredentials) -> Result<Option<Menu>, GatewayError> {
        let (draft, _the_feed_tells_too) =
            tokio::join!(self.client.fetch_draft(by), self.refresh());
        draft
    }

    /// Opens or ends the draft, then reads the menu.
    pub async fn apply_draft_step(
        &self,
        step: DraftStep,
        by: &CallCredentials,
    ) -> Result<(), GatewayError> {
        let done = self.client.apply_draft_step(step, by).await;
        let _the_feed_tells_too = self.refresh().await;
        done
    }

    /// A picture, from memory or from the service.
    pub async fn fetch_picture(
        &self,
        id: &PictureId,
        size: PictureSize,
    ) -> Result<Option<Bytes>, GatewayError> {
        let fetch = async |deadline| self.client.fetch_picture(id, size, deadline).await;
        let answer = self.pictures.find_or_fetch(&(id.clone(), size), fetch).await;
        answer.unwrap_or_else(|| Err(self.client.shed_call()))
    }

    /// Marks the menu as fresh: the service is up and sends every change.
    pub fn mark_fresh(&self) {
        self.set_freshness(CacheFreshness::Fresh);
    }

    /// Marks a fresh menu as stale: the service cannot be reached.
    pub fn mark_stale(&self) {
        if self.known_menu().is_some_and(|known| known.freshness == CacheFreshness::Fresh) {
            self.set_freshness(CacheFreshness::Stale);
        }
    }

    /// Version of the known menu.
    pub fn known_version(&self) -> Option<i64> {
        self.known.borrow().as_ref().map(|known| known.menu.version)
    }

    /// Id of the store whose menu is known.
    pub fn store_id(&self) -> Option<String> {
        self.known.borrow().as_ref().map(|known| known.menu.store.id.to_string())
    }

    async fn fetch_menu(
        &self,
        known: Option<i64>,
        effort: FetchEffort,
    ) -> Result<(), GatewayError> {
        let menu = self.client.fetch_menu(known, effort).await?;
        self.known.send_if_modified(|known| apply_answer(known, menu));
        Ok(())
    }

    fn set_freshness(&self, freshness: CacheFreshness) {
        self.known.send_if_modified(|known| match known {
            Some(known) if known.freshness != freshness => {
                known.freshness = freshness;
                known.stale = (freshness != CacheFreshness::Fresh).then(StaleSince::starting_now);
                true
            }
            _ => false,
        });
    }
}

/// Takes the service's answer: a menu, or `None` if the known one is current. Only the task that
/// follows the service marks a menu as fresh.
fn apply_answer(known: &mut Option<KnownMenu>, answer: Option<Menu>) -> bool {
    let is_fresh = matches!(known, Some(KnownMenu { freshness: CacheFreshness::Fresh, .. }));
    let freshness = if is_fresh { CacheFreshness::Fresh } else { CacheFreshness::Stale };
    let menu = match (answer, &*known) {
        (Some(answer), Some(known)) if answer == *known.menu => known.menu.clone(),
        (Some(answer), _) => Arc::new(answer),
        (None, Some(known)) => known.menu.clone(),
        (None, None) => return false,
    };
    // A confirmation only changes the age, which does not notify readers.
    let changed =
        known.as_ref().is_none_or(|known| known.menu != menu || known.freshness != freshness);
    let stale = (!is_fresh).then(StaleSince::starting_now);
    *known = Some(KnownMenu { menu, freshness, stale });
    changed
}
