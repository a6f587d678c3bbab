//! The last known menu, from which browsing and ordering continue while its service is down.

mod client;
mod counter_decision;
mod editing;
mod menu_cache;
mod pictures;
mod refresh;
mod single_flight;

pub(crate) use client::MenuClient;
pub use counter_decision::{CounterDecision, SaleState, SellableId};
pub use editing::{DraftStep, MenuEdit, MenuEditTarget, MenuEntityKind};
pub(crate) use menu_cache::MenuCache;
pub use pictures::PictureSize;
pub(crate) use refresh::{follow_menu, save_menu};

use menu_api::Menu;
use std::{sync::Arc, time::Duration};
use tokio::time::Instant;

/// The last known menu, with its freshness.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownMenu {
    /// The menu, as the service sent it or as it was on disk.
    pub menu: Arc<Menu>,
    /// How far it can be relied on.
    pub freshness: CacheFreshness,
    /// Since when it may be out of date; `None` while it is fresh.
    stale: Option<StaleSince>,
}

/// Since when a menu may be out of date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StaleSince {
    /// When this process noticed.
    pub noticed: Instant,
    /// Its age at that time: a copy on disk is older than the process.
    pub age_then: Duration,
}

impl StaleSince {
    fn starting_now() -> Self {
        Self { noticed: Instant::now(), age_then: Duration::ZERO }
    }
}

impl KnownMenu {
    /// The same freshness with another menu.
    pub(crate) fn with_menu(self, menu: Arc<Menu>) -> Self {
        Self { menu, ..self }
    }

    /// Time since the menu service last confirmed it; zero while it is fresh.
    pub fn menu_age(&self) -> Duration {
        self.stale.map_or(Duration::ZERO, |stale| stale.age_then + stale.noticed.elapsed())
    }
}

/// How far the last known menu can be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CacheFreshness {
    /// The menu service answered within the last seconds and sends every change.
    Fresh,
    /// The service sent it, but cannot be reached now.
    Stale,
    /// It was found on disk at the start; the service has not answered since.
    StaleOnDisk,
}
