//! Background tasks of the menu: following the service's changes, and keeping the copy on disk.

use super::{CacheFreshness, KnownMenu, MenuCache};
use crate::{
    backoff::JitteredBackoff,
    cache::DiskCache,
    sse::{FeedError, Frames},
};
use futures::StreamExt;
use menu_api::{Menu, MenuChanged};
use sse_stream::Sse;
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::watch,
    time::{Instant, MissedTickBehavior, interval_at, sleep, timeout},
};

const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// Short, so that a menu service that comes back is noticed at once.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// How often the service is asked without a change: a stopped process keeps its feed open and sends
/// nothing.
const RECHECK: Duration = Duration::from_secs(5);

/// Age at which the file of an unchanged menu is written again.
const CONFIRM: Duration = Duration::from_secs(60);

/// Follows the menu service for ever. Logs the loss and the return, not every attempt between; the
/// reason of a failed call is logged already.
pub(crate) async fn follow_menu(keeper: Arc<MenuCache>) {
    let mut backoff = JitteredBackoff::new(FIRST_PAUSE, LONGEST_PAUSE);
    let mut lost = false;
    loop {
        let cause = match connect_feed(&keeper).await {
            Ok(frames) => {
                tracing::info!(version = keeper.known_version(), "following the menu");
                backoff.reset();
                lost = false;
                follow_feed(&keeper, frames).await
            }
            Err(cause) => cause,
        };
        keeper.mark_stale();
        if !std::mem::replace(&mut lost, true) {
            tracing::warn!(cause, "the menu service is lost; the last known menu is served");
        }
        sleep(backoff.next_pause()).await;
    }
}

/// Opens the feed first and fetches the menu second: a change between the two is in the feed.
async fn connect_feed(keeper: &MenuCache) -> Result<Frames, String> {
    let frames = match keeper.open_feed().await {
        Ok(frames) => frames,
        Err(error) => {
            // A service answered. Without its feed the menu is never fresh, but repeated requests
            // are good enough.
            if matches!(error, FeedError::Status(_) | FeedError::Refused(_)) {
                keeper.refresh().await.map_err(|error| error.to_string())?;
            }
            return Err(error.to_string());
        }
    };
    keeper.force_refresh().await.map_err(|error| error.to_string())?;
    keeper.mark_fresh();
    Ok(frames)
}

/// Keeps the menu fresh until that fails; returns the reason.
async fn follow_feed(keeper: &MenuCache, mut frames: Frames) -> String {
    let mut recheck = interval_at(Instant::now() + RECHECK, RECHECK);
    recheck.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            frame = frames.next() => match frame {
                Some(Ok(frame)) if is_known_version(&frame, keeper.known_version()) => continue,
                Some(Ok(_)) => {}
                Some(Err(error)) => return error.to_string(),
                None => return "the feed ended".to_owned(),
            },
            _ = recheck.tick() => {}
        }
        if let Err(error) = keeper.refresh().await {
            return error.to_string();
        }
    }
}

fn is_known_version(frame: &Sse, known: Option<i64>) -> bool {
    let told =
        frame.data.as_deref().and_then(|data| serde_json::from_str::<MenuChanged>(data).ok());
    told.is_some_and(|told| Some(told.version) == known)
}

/// Writes every new menu to the disk; of several at once, only the last. While the menu is fresh it
/// is written again now and then: the age of the file is the age of the menu.
pub(crate) async fn save_menu(
    mut changes: watch::Receiver<Option<KnownMenu>>,
    cache: DiskCache<Menu>,
) {
    let mut saved: Option<Arc<Menu>> =
        changes.borrow_and_update().as_ref().map(|known| known.menu.clone());
    loop {
        let confirm = match timeout(CONFIRM, changes.changed()).await {
            Ok(Ok(())) => false,
            Ok(Err(_gateway_gone)) => return,
            Err(_) => true,
        };
        let Some(known) = changes.borrow_and_update().clone() else { continue };
        let is_saved = saved.as_ref().is_some_and(|saved| Arc::ptr_eq(saved, &known.menu));
        if is_saved && !(confirm && known.freshness == CacheFreshness::Fresh) {
            continue;
        }
        let cache = cache.clone();
        let copy = known.menu.clone();
        match tokio::task::spawn_blocking(move || cache.save(&copy)).await {
            Ok(Ok(())) => saved = Some(known.menu),
            Ok(Err(error)) => tracing::warn!(%error, "the menu cannot be kept on disk"),
            Err(error) => tracing::error!(%error, "keeping the menu on disk failed"),
        }
    }
}
