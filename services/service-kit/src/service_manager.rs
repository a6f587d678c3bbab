//! What systemd hears of a unit with `Type=notify`: that the process is ready, that it is alive, and that it stops. A runtime that
//! hangs says nothing any more, and the unit's watchdog starts the process anew. Without a service manager nothing is said.

use crate::Shutdown;
use sd_notify::NotifyState;
use std::{future::pending, time::Duration};

/// The process serves; ends when it stops.
pub(crate) async fn keep_informed(shutdown: Shutdown) {
    tell(NotifyState::Ready);
    shutdown.cut_short(feed_watchdog()).await;
    tell(NotifyState::Stopping);
}

/// Twice in the time after which the watchdog bites.
async fn feed_watchdog() {
    let Some(limit) = sd_notify::watchdog_enabled() else { return pending().await };
    loop {
        tell(NotifyState::Watchdog);
        tokio::time::sleep((limit / 2).max(Duration::from_millis(1))).await;
    }
}

fn tell(state: NotifyState<'_>) {
    if let Err(error) = sd_notify::notify(std::slice::from_ref(&state)) {
        tracing::warn!(%error, %state, "the service manager does not hear this process");
    }
}
