//! [`App`], the state that all endpoints share.

use crate::{
    db::{ChangeError, Changed, Store, StoreError},
    domain::Edit,
    feed::Feed,
    snapshot::{Snapshot, Snapshots},
};
use axum::extract::FromRef;
use db_kit::audit::Author;
use menu_api::{Menu, StoreId};
use service_kit::{Clock, Shutdown};
use staff_token::{Guard, staff_roster::RosterDesk, surface::TrustArgs};
use std::sync::Arc;

/// Which of the two menus a change applies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// The menu that customers order from.
    Menu,
    /// The unpublished draft.
    Draft,
}

/// The menu service of one store; clones share the state.
#[derive(Clone)]
pub struct App {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) id: StoreId,
    pub(crate) clock: Clock,
    pub(crate) shutdown: Shutdown,
    pub(crate) feed: Feed,
    pub(crate) guard: Guard,
    snapshots: Arc<Snapshots>,
}

impl App {
    /// Serves the menu of store `id`, and watches for changes by other replicas until `shutdown`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn start(
        store: Arc<dyn Store>,
        id: StoreId,
        clock: Clock,
        shutdown: Shutdown,
        trust: &TrustArgs,
    ) -> Result<Self, StoreError> {
        let version = store.menu_version(&id).await?.unwrap_or_default();
        let feed = Feed::new(version);
        tokio::spawn(feed.clone().poll(store.clone(), id.clone(), shutdown.clone()));
        let guard = trust.staff_guard(clock.clone()).of_store(&id.to_string());
        guard.follow_roster(store.rosters(), shutdown.clone());
        Ok(Self { store, id, clock, shutdown, feed, guard, snapshots: Arc::default() })
    }

    /// The current menu; `None` when the store has none.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn snapshot(&self) -> Result<Option<Arc<Snapshot>>, StoreError> {
        let snapshot = self.snapshots.current(&*self.store, &self.id).await?;
        snapshot.iter().for_each(|snapshot| self.feed.tell(snapshot.version));
        Ok(snapshot)
    }

    /// Changes the menu and notifies the event streams.
    ///
    /// # Errors
    /// As [`Store::menu_change`].
    pub(crate) async fn change(
        &self,
        expected: Option<i64>,
        edit: &Edit<'_>,
        author: &Author,
    ) -> Result<Changed, ChangeError> {
        let changed = self.store.menu_change(&self.id, expected, edit, author).await?;
        self.feed.tell(changed.menu.version);
        Ok(changed)
    }

    /// Changes the menu, or the draft, whose changes are not announced to the event streams.
    ///
    /// # Errors
    /// As [`Store::menu_change`].
    pub(crate) async fn edit(
        &self,
        target: Target,
        expected: i64,
        edit: &Edit<'_>,
        author: &Author,
    ) -> Result<Changed, ChangeError> {
        match target {
            Target::Menu => self.change(Some(expected), edit, author).await,
            Target::Draft => self.store.draft_change(&self.id, expected, edit, author).await,
        }
    }

    /// [`App::change`] by an edit that is never refused and applies to any version.
    ///
    /// # Errors
    /// As [`Store::menu_change`].
    pub(crate) async fn set(
        &self,
        set: impl Fn(&mut Menu) + Send + Sync,
        author: &Author,
    ) -> Result<Changed, ChangeError> {
        let edit = |menu: &mut Menu| {
            set(menu);
            Ok(())
        };
        self.change(None, &edit, author).await
    }

    /// The service itself as the author of a change, now.
    pub(crate) fn itself(&self) -> Author {
        Author::unknown(self.clock.now())
    }
}

impl FromRef<App> for RosterDesk {
    fn from_ref(app: &App) -> Self {
        Self::new(&app.guard, app.store.rosters())
    }
}
