//! Holds the last known menu and decides how fresh it is.

use super::{
    Decision, DraftStep, Edit, Freshness, KnownMenu, MenuClient, StaleSince, Target,
    client::Effort,
    pictures::{PictureCache, PictureSize},
    single_flight::Flight,
};
use crate::{
    call::{Bearer, Call},
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

pub(crate) struct MenuKeeper {
    client: MenuClient,
    known: watch::Sender<Option<KnownMenu>>,
    flight: Flight<Result<(), GatewayError>>,
    pictures: PictureCache,
}

impl MenuKeeper {
    /// Starts with the copy on disk.
    pub fn new(client: MenuClient, on_disk: Option<(Menu, Duration)>) -> Self {
        let known = on_disk.map(|(menu, age_then)| KnownMenu {
            menu: Arc::new(menu),
            freshness: Freshness::StaleOnDisk,
            stale: Some(StaleSince { noticed: Instant::now(), age_then }),
        });
        Self {
            client,
            known: watch::Sender::new(known),
            flight: Flight::new(),
            pictures: PictureCache::new(),
        }
    }

    pub fn known(&self) -> Option<KnownMenu> {
        self.known.borrow().clone()
    }

    pub fn changes(&self) -> watch::Receiver<Option<KnownMenu>> {
        self.known.subscribe()
    }

    pub fn status(&self) -> DependencyStatus {
        self.client.status()
    }

    pub fn in_flight(&self) -> usize {
        self.client.in_flight()
    }

    pub fn queued_pictures(&self) -> usize {
        self.pictures.queued()
    }

    pub async fn audit(&self, call: &Call) -> Result<AuditPage, GatewayError> {
        self.client.audit(call).await
    }

    pub async fn feed(&self) -> Result<Frames, FeedError> {
        self.client.menu_feed().await
    }

    /// Asks the service whether there is a newer menu.
    pub async fn refresh(&self) -> Result<(), GatewayError> {
        self.flight.share(async || self.fetch(self.version(), Effort::Full).await).await
    }

    /// Fetches the menu without comparing versions: after a reconnect the same number may belong to
    /// another menu, if the service's database was replaced meanwhile.
    pub async fn refetch(&self) -> Result<(), GatewayError> {
        self.flight.alone(async || self.fetch(None, Effort::Full).await).await
    }

    /// Checks the menu quickly, for a customer who orders; true if the known menu is now the
    /// service's own.
    pub async fn verify(&self) -> bool {
        let deadline = Instant::now() + VERIFY_DEADLINE;
        let quick = async || {
            let left = deadline.saturating_duration_since(Instant::now());
            self.fetch(self.version(), Effort::Quick(left)).await
        };
        matches!(self.flight.share_by(deadline, quick).await, Some(Ok(())))
    }

    /// Sends a decision of the counter, then reads the menu; if that fails, the feed brings the
    /// change.
    pub async fn decide(&self, decision: &Decision, by: &Bearer) -> Result<(), GatewayError> {
        self.client.decide(decision, by).await?;
        let _the_feed_tells_too = self.refresh().await;
        Ok(())
    }

    /// Changes the store's settings, if the menu still has this version, then reads the menu.
    pub async fn store_patch(&self, version: i64, patch: &Value, by: &Bearer) -> Result<(), GatewayError> {
        self.client.store_patch(version, patch, by).await?;
        let _the_feed_tells_too = self.refresh().await;
        Ok(())
    }

    /// Changes the menu or the draft, if it still has this version. A changed menu is read
    /// afterwards, also after a failure: on a version conflict the newer menu is then known here.
    pub async fn edit(
        &self,
        target: Target,
        version: i64,
        edit: &Edit,
        by: &Bearer,
    ) -> Result<(), GatewayError> {
        let edited = self.client.edit(target, version, edit, by).await;
        if target == Target::Menu {
            let _the_feed_tells_too = self.refresh().await;
        }
        edited
    }

    /// The draft. The menu is read too, so that the two can be compared.
    pub async fn draft(&self, by: &Bearer) -> Result<Option<Menu>, GatewayError> {
        let (draft, _the_feed_tells_too) = tokio::join!(self.client.draft_fetch(by), self.refresh());
        draft
    }

    /// Opens or ends the draft, then reads the menu.
    pub async fn draft_step(&self, step: DraftStep, by: &Bearer) -> Result<(), GatewayError> {
        let done = self.client.draft_step(step, by).await;
        let _the_feed_tells_too = self.refresh().await;
        done
    }

    /// A picture, from memory or from the service.
    pub async fn picture(&self, id: &PictureId, size: PictureSize) -> Result<Option<Bytes>, GatewayError> {
        let fetch = async |deadline| self.client.picture_fetch(id, size, deadline).await;
        let answer = self.pictures.find_or_fetch(&(id.clone(), size), fetch).await;
        answer.unwrap_or_else(|| Err(self.client.shed()))
    }

    /// Marks the menu as fresh: the service is up and sends every change.
    pub fn mark_fresh(&self) {
        self.mark(Freshness::Fresh);
    }

    /// Marks a fresh menu as stale: the service cannot be reached.
    pub fn mark_stale(&self) {
        if self.known().is_some_and(|known| known.freshness == Freshness::Fresh) {
            self.mark(Freshness::Stale);
        }
    }

    /// Version of the known menu.
    pub fn version(&self) -> Option<i64> {
        self.known.borrow().as_ref().map(|known| known.menu.version)
    }

    /// Id of the store whose menu is known.
    pub fn store(&self) -> Option<String> {
        self.known.borrow().as_ref().map(|known| known.menu.store.id.to_string())
    }

    async fn fetch(&self, known: Option<i64>, effort: Effort) -> Result<(), GatewayError> {
        let menu = self.client.menu_fetch(known, effort).await?;
        self.known.send_if_modified(|known| keep(known, menu));
        Ok(())
    }

    fn mark(&self, freshness: Freshness) {
        self.known.send_if_modified(|known| match known {
            Some(known) if known.freshness != freshness => {
                known.freshness = freshness;
                known.stale = (freshness != Freshness::Fresh).then(StaleSince::now);
                true
            }
            _ => false,
        });
    }
}

/// Takes the service's answer: a menu, or `None` if the known one is current. Only the task that
/// follows the service marks a menu as fresh.
fn keep(known: &mut Option<KnownMenu>, answer: Option<Menu>) -> bool {
    let is_fresh = matches!(known, Some(KnownMenu { freshness: Freshness::Fresh, .. }));
    let freshness = if is_fresh { Freshness::Fresh } else { Freshness::Stale };
    let menu = match (answer, &*known) {
        (Some(answer), Some(known)) if answer == *known.menu => known.menu.clone(),
        (Some(answer), _) => Arc::new(answer),
        (None, Some(known)) => known.menu.clone(),
        (None, None) => return false,
    };
    // A confirmation only changes the age, which does not notify readers.
    let changed = known.as_ref().is_none_or(|known| known.menu != menu || known.freshness != freshness);
    let stale = (!is_fresh).then(StaleSince::now);
    *known = Some(KnownMenu { menu, freshness, stale });
    changed
}
