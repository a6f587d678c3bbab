//! [`MenuService`], the state that all endpoints share.

use crate::{
    db::{MenuChange, MenuChangeError, MenuRepository, RepositoryError},
    domain::Edit,
    feed::MenuFeed,
    snapshot::{MenuSnapshot, SnapshotCache},
};
use axum::extract::FromRef;
use db_kit::audit::ChangeAuthor;
use menu_api::{Menu, StoreId};
use service_kit::{Clock, ShutdownSignal};
use staff_token::{StaffGuard, staff_roster::RosterEndpointState, surface::TrustArgs};
use std::sync::Arc;

/// Which of the two menus a change applies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChangeTarget {
    /// The menu that customers order from.
    Menu,
    /// The unpublished draft.
    Draft,
}

/// The menu service of one store; clones share the state.
#[derive(Clone)]
pub struct MenuService {
    pub(crate) store: Arc<dyn MenuRepository>,
    pub(crate) id: StoreId,
    pub(crate) clock: Clock,
    pub(crate) shutdown: ShutdownSignal,
    pub(crate) feed: MenuFeed,
    pub(crate) guard: StaffGuard,
    snapshots: Arc<SnapshotCache>,
}

impl MenuService {
    /// Serves the menu of store `id`, and watches for changes by other replicas until `shutdown`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn start(
        store: Arc<dyn MenuRepository>,
        id: StoreId,
        clock: Clock,
        shutdown: ShutdownSignal,
        trust: &TrustArgs,
    ) -> Result<Self, RepositoryError> {
        let version = store.fetch_menu_version(&id).await?.unwrap_or_default();
        let feed = MenuFeed::new(version);
        tokio::spawn(feed.clone().poll_until_shutdown(store.clone(), id.clone(), shutdown.clone()));
        let guard = trust.staff_guard(clock.clone()).for_store(&id.to_string());
        guard.follow_roster(store.roster_texts(), shutdown.clone());
        Ok(Self { store, id, clock, shutdown, feed, guard, snapshots: Arc::default() })
    }

    /// The current menu; `None` when the store has none.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn current_snapshot(
        &self,
    ) -> Result<Option<Arc<MenuSnapshot>>, RepositoryError> {
        let snapshot = self.snapshots.fetch_current(&*self.store, &self.id).await?;
        snapshot.iter().for_each(|snapshot| self.feed.announce_version(snapshot.version));
        Ok(snapshot)
    }

    /// Changes the menu and notifies the event streams.
    ///
    /// # Errors
    /// As [`Store::change_menu`].
    pub(crate) async fn change_menu(
        &self,
        expected: Option<i64>,
        edit: &Edit<'_>,
        author: &ChangeAuthor,
    ) -> Result<MenuChange, MenuChangeError> {
        let changed = self.store.change_menu(&self.id, expected, edit, author).await?;
        self.feed.announce_version(changed.menu.version);
        Ok(changed)
    }

    /// Changes the menu, or the draft, whose changes are not announced to the event streams.
    ///
    /// # Errors
    /// As [`Store::change_menu`].
    pub(crate) async fn edit_entity(
        &self,
        target: ChangeTarget,
        expected: i64,
        edit: &Edit<'_>,
        author: &ChangeAuthor,
    ) -> Result<MenuChange, MenuChangeError> {
        match target {
            ChangeTarget::Menu => self.change_menu(Some(expected), edit, author).await,
            ChangeTarget::Draft => self.store.change_draft(&self.id, expected, edit, author).await,
        }
    }

    /// [`MenuService::change`] by an edit that is never refused and applies to any version.
    ///
    /// # Errors
    /// As [`Store::change_menu`].
    pub(crate) async fn apply_unconditionally(
        &self,
        set: impl Fn(&mut Menu) + Send + Sync,
        author: &ChangeAuthor,
    ) -> Result<MenuChange, MenuChangeError> {
        let edit = |menu: &mut Menu| {
            set(menu);
            Ok(())
        };
        self.change_menu(None, &edit, author).await
    }

    /// The service itself as the author of a change, now.
    pub(crate) fn service_author(&self) -> ChangeAuthor {
        ChangeAuthor::without_actor(self.clock.now())
    }
}

impl FromRef<MenuService> for RosterEndpointState {
    fn from_ref(app: &MenuService) -> Self {
        Self::new(&app.guard, app.store.roster_texts())
    }
}
