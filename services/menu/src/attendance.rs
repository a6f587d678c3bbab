//! Pauses ordering while no counter screen is connected.
//!
//! After the store's `unattended_s` without a screen, ordering pauses; it resumes as soon as one
//! reports. The time of the last report is in the database, so that replicas agree and a restart
//! forgets nothing.

use crate::{MenuService, db::MenuChangeError, domain::store};
use jiff::{SignedDuration, Timestamp};
use menu_api::hours::{OrderingStatus, ordering_status};
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};

/// Interval of the checks.
const EVERY: Duration = Duration::from_secs(2);
/// A longer gap between two checks means that the machine slept; a busy machine does not take so
/// long.
const ASLEEP: Duration = Duration::from_secs(10);

/// Checks for the lifetime of the process.
pub async fn watch_attendance(app: MenuService) {
    let mut began = app.clock.now();
    let mut looked = app.clock.uptime();
    let mut looking = interval(EVERY);
    looking.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        looking.tick().await;
        let uptime = app.clock.uptime();
        // While the machine was asleep, no screen could report itself either.
        if uptime.saturating_sub(std::mem::replace(&mut looked, uptime)) > ASLEEP {
            began = app.clock.now();
        }
        if let Err(error) = check_attendance(&app, began).await {
            tracing::debug!(%error, "whether somebody is at the counter cannot be told now");
        }
    }
}

/// Pauses ordering when no screen has reported for the store's limit. Absence counts from `began`
/// at the earliest: while this service is down, no screen can report itself.
async fn check_attendance(app: &MenuService, began: Timestamp) -> Result<(), MenuChangeError> {
    let Some(menu) = app.store.fetch_menu(&app.id).await? else { return Ok(()) };
    let store = &menu.store;
    let now = app.clock.now();
    let limit = SignedDuration::from_secs(store.unattended_s.into());
    if limit.is_zero() || !matches!(ordering_status(store, now), Ok(OrderingStatus::Open { .. })) {
        return Ok(());
    }
    let seen = app.store.fetch_last_counter_seen(&app.id).await?;
    if app.clock.elapsed_since(seen.unwrap_or(began).max(began)) < limit {
        return Ok(());
    }
    tracing::warn!("no screen of the counter is connected: ordering pauses");
    app.apply_unconditionally(store::begin_unattended_pause, &app.service_author()).await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{db::open_repository, seed};
    use menu_api::{Menu, OrderingPause, StoreId};
    use service_kit::{Clock, ShutdownSignal};
    use staff_token::surface::TrustArgs;

    #[tokio::test]
    async fn a_counter_without_a_screen_pauses_and_one_that_never_asked_for_it_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let store = open_repository(&format!("sqlite:{}", folder.path().join("menu.db").display()))
            .await
            .unwrap();
        let mut menu = seed::parse(seed::BUILT_IN, StoreId::default()).unwrap();
        menu.store.unattended_s = 600;
        store.seed_menu(&menu).await.unwrap();
        let began: Timestamp = "2026-03-02T12:00:00+09:00".parse().unwrap();
        let clock = Clock::manual(began);
        let app = MenuService::start(
            store,
            StoreId::default(),
            clock.clone(),
            ShutdownSignal::default(),
            &TrustArgs::default(),
        )
        .await
        .unwrap();
        let pause = async || app.store.fetch_menu(&app.id).await.unwrap().unwrap().store.pause;
        let minutes = SignedDuration::from_mins;

        clock.advance_by(minutes(9));
        check_attendance(&app, began).await.unwrap();
        assert_eq!(pause().await, None);
        app.store.record_counter_seen(&app.id, clock.now()).await.unwrap();
        clock.advance_by(minutes(9));
        clock.shift_by(minutes(45));
        check_attendance(&app, began).await.unwrap();
        assert_eq!(
            pause().await,
            None,
            "of the time that a clock skips when it is set nobody was away"
        );
        clock.advance_by(minutes(1));
        check_attendance(&app, clock.now()).await.unwrap();
        assert_eq!(pause().await, None, "a service that has just been started waits its time");
        check_attendance(&app, began).await.unwrap();
        assert_eq!(pause().await, Some(OrderingPause { until: None, unattended: true }));

        let never = |menu: &mut Menu| {
            store::end_unattended_pause(menu);
            menu.store.unattended_s = 0;
        };
        app.apply_unconditionally(never, &app.service_author()).await.unwrap();
        check_attendance(&app, began).await.unwrap();
        assert_eq!(pause().await, None);
    }
}
