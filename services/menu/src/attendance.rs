//! Pauses ordering while no counter screen is connected.
//!
//! After the store's `unattended_s` without a screen, ordering pauses; it resumes as soon as one
//! reports. The time of the last report is in the database, so that replicas agree and a restart
//! forgets nothing.

use crate::{App, db::ChangeError, domain::store};
use jiff::{SignedDuration, Timestamp};
use menu_api::hours::{Ordering, ordering};
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};

/// Interval of the checks.
const EVERY: Duration = Duration::from_secs(2);
/// A longer gap between two checks means that the machine slept; a busy machine does not take so
/// long.
const ASLEEP: Duration = Duration::from_secs(10);

/// Checks for the lifetime of the process.
pub async fn watch(app: App) {
    let (mut began, mut looked) = (app.clock.now(), app.clock.uptime());
    let mut looking = interval(EVERY);
    looking.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        looking.tick().await;
        let uptime = app.clock.uptime();
        // While the machine was asleep, no screen could report itself either.
        if uptime.saturating_sub(std::mem::replace(&mut looked, uptime)) > ASLEEP {
            began = app.clock.now();
        }
        if let Err(error) = look(&app, began).await {
            tracing::debug!(%error, "whether somebody is at the counter cannot be told now");
        }
    }
}

/// Pauses ordering when no screen has reported for the store's limit. Absence counts from `began`
/// at the earliest: while this service is down, no screen can report itself.
async fn look(app: &App, began: Timestamp) -> Result<(), ChangeError> {
    let Some(menu) = app.store.menu_fetch(&app.id).await? else { return Ok(()) };
    let (store, now) = (&menu.store, app.clock.now());
    let limit = SignedDuration::from_secs(store.unattended_s.into());
    if limit.is_zero() || !matches!(ordering(store, now), Ok(Ordering::Open { .. })) {
        return Ok(());
    }
    let seen = app.store.counter_seen_at(&app.id).await?;
    if app.clock.passed_since(seen.unwrap_or(began).max(began)) < limit {
        return Ok(());
    }
    tracing::warn!("no screen of the counter is connected: ordering pauses");
    app.set(store::leave_unattended, &app.itself()).await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{db::open, seed};
    use menu_api::{Menu, Pause, StoreId};
    use service_kit::{Clock, Shutdown};
    use staff_token::surface::TrustArgs;

    #[tokio::test]
    async fn a_counter_without_a_screen_pauses_and_one_that_never_asked_for_it_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(&format!("sqlite:{}", folder.path().join("menu.db").display())).await.unwrap();
        let mut menu = seed::parse(seed::BUILT_IN, StoreId::default()).unwrap();
        menu.store.unattended_s = 600;
        store.menu_seed(&menu).await.unwrap();
        let began: Timestamp = "2026-03-02T12:00:00+09:00".parse().unwrap();
        let clock = Clock::manual(began);
        let app =
            App::start(store, StoreId::default(), clock.clone(), Shutdown::default(), &TrustArgs::default())
                .await
                .unwrap();
        let pause = async || app.store.menu_fetch(&app.id).await.unwrap().unwrap().store.pause;
        let minutes = SignedDuration::from_mins;

        clock.advance(minutes(9));
        look(&app, began).await.unwrap();
        assert_eq!(pause().await, None);
        app.store.counter_seen(&app.id, clock.now()).await.unwrap();
        clock.advance(minutes(9));
        clock.set_by(minutes(45));
        look(&app, began).await.unwrap();
        assert_eq!(pause().await, None, "of the time that a clock skips when it is set nobody was away");
        clock.advance(minutes(1));
        look(&app, clock.now()).await.unwrap();
        assert_eq!(pause().await, None, "a service that has just been started waits its time");
        look(&app, began).await.unwrap();
        assert_eq!(pause().await, Some(Pause { until: None, unattended: true }));

        let never = |menu: &mut Menu| {
            store::attend(menu);
            menu.store.unattended_s = 0;
        };
        app.set(never, &app.itself()).await.unwrap();
        look(&app, began).await.unwrap();
        assert_eq!(pause().await, None);
    }
}
