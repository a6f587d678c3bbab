//! The menu, kept close at hand: browsing and ordering go on from the last known one while its service is down.

mod client;
mod editing;
mod flight;
mod keeper;
mod pictures;
mod refresh;
mod selling;

pub(crate) use client::MenuClient;
pub use editing::{DraftStep, Edit, Kind, Target};
pub(crate) use keeper::MenuKeeper;
pub use pictures::PictureSize;
pub(crate) use refresh::{follow_menu, save_menu};
pub use selling::{Decision, Sale, Sellable};

use menu_api::Menu;
use std::{sync::Arc, time::Duration};
use tokio::time::Instant;

/// The last menu that was heard of.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownMenu {
    /// The menu.
    pub menu: Arc<Menu>,
    /// How far it can be relied on.
    pub freshness: Freshness,
    /// When that was last known to be so, if it is not fresh.
    stale: Option<StaleSince>,
}

/// From when on a menu may be out of date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StaleSince {
    /// When this process noticed.
    pub noticed: Instant,
    /// How old it was then: a copy on disk is older than the process.
    pub age_then: Duration,
}

impl StaleSince {
    fn now() -> Self {
        Self { noticed: Instant::now(), age_then: Duration::ZERO }
    }
}

impl KnownMenu {
    /// The same, with another menu in it.
    pub(crate) fn showing(self, menu: Arc<Menu>) -> Self {
        Self { menu, ..self }
    }

    /// How long ago the menu service last stood by it; nothing while it is fresh.
    pub fn age(&self) -> Duration {
        self.stale.map_or(Duration::ZERO, |stale| stale.age_then + stale.noticed.elapsed())
    }
}

/// How far the last known menu can be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// The menu service answered within the last seconds and tells of every change.
    Fresh,
    /// It was heard from the service, which is not there now.
    Stale,
    /// It was found on disk at the start; the service has not been heard since.
    StaleOnDisk,
}
