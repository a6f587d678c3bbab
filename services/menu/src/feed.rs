//! Current menu version, published to every open event stream.
//!
//! A change made here is published at once. A change made by another replica on the same database
//! is found by polling the version every second, so no replica's readers lag by more than that.

use crate::db::MenuRepository;
use menu_api::StoreId;
use service_kit::ShutdownSignal;
use std::{sync::Arc, time::Duration};
use tokio::sync::watch;

/// How long a change made by another replica may stay unseen.
const POLL_INTERVAL: Duration = Duration::from_secs(1);

/// The current version, as a watch channel that clones share.
#[derive(Debug, Clone)]
pub struct MenuFeed(Arc<watch::Sender<i64>>);

impl MenuFeed {
    /// Starts at `version`.
    pub fn new(version: i64) -> Self {
        Self(Arc::new(watch::Sender::new(version)))
    }

    /// Publishes `version` as current. A version older than the current one is a late answer and is
    /// ignored.
    pub fn announce_version(&self, version: i64) {
        self.0.send_if_modified(|current| {
            let newer = version > *current;
            *current = version.max(*current);
            newer
        });
    }

    /// Subscribes to the current version and every newer one.
    pub fn watch_version(&self) -> watch::Receiver<i64> {
        self.0.subscribe()
    }

    /// Polls the store's version every second until `shutdown`, without waiting for a pending
    /// answer.
    pub async fn poll_until_shutdown(
        self,
        store: Arc<dyn MenuRepository>,
        id: StoreId,
        shutdown: ShutdownSignal,
    ) {
        let _ended = shutdown.run_until_shutdown(self.poll_version(&*store, &id)).await;
    }

    async fn poll_version(&self, store: &dyn MenuRepository, id: &StoreId) {
        let mut ticks = tokio::time::interval(POLL_INTERVAL);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut failing = false;
        loop {
            ticks.tick().await;
            match store.fetch_menu_version(id).await {
                Ok(version) => {
                    failing = false;
                    version.into_iter().for_each(|version| self.announce_version(version));
                }
                Err(error) if !failing => {
                    failing = true;
                    tracing::warn!(%error, "cannot look for changes made by other replicas; still trying");
                }
                Err(_) => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_comes_late_does_not_turn_the_version_back() {
        let feed = MenuFeed::new(3);
        let mut watch = feed.watch_version();
        feed.announce_version(5);
        feed.announce_version(4);
        assert_eq!(*watch.borrow_and_update(), 5);
        feed.announce_version(5);
        assert!(!watch.has_changed().unwrap());
    }
}
