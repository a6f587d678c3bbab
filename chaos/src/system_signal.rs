//! Ctrl-C and SIGTERM: whoever started processes ends them on the way out.

use tokio::signal::unix::{SignalKind, signal};

/// Waits for one of them.
pub async fn asked_to_end() {
    let (Ok(mut interrupt), Ok(mut terminate)) =
        (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
}
