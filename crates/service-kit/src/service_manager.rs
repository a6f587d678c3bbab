//! Notifications to systemd for a unit with `Type=notify`: ready, watchdog, stopping. A runtime
//! that hangs sends none, and the unit's watchdog restarts the process. Without a service manager
//! nothing is sent.

use crate::ShutdownSignal;
use sd_notify::NotifyState;
use std::{future::pending, time::Duration};

/// Sends `READY`, then watchdog notifications until shutdown, then `STOPPING`.
pub(crate) async fn report_lifecycle(shutdown: ShutdownSignal) {
    notify_state(NotifyState::Ready);
    shutdown.run_until_shutdown(feed_watchdog()).await;
    notify_state(NotifyState::Stopping);
}

/// Notifies the watchdog at half its timeout.
async fn feed_watchdog() {
    let Some(limit) = sd_notify::watchdog_enabled() else { return pending().await };
    loop {
        notify_state(NotifyState::Watchdog);
        tokio::time::sleep((limit / 2).max(Duration::from_millis(1))).await;
    }
}

fn notify_state(state: NotifyState<'_>) {
    if let Err(error) = sd_notify::notify(std::slice::from_ref(&state)) {
        tracing::warn!(%error, %state, "the service manager does not hear this process");
    }
}
