//! Ctrl-C and SIGTERM, so that a run ends the processes it started before it exits.

use tokio::{
    signal::unix::{SignalKind, signal},
    sync::watch,
};

/// Listens from the start of a run to its end, so that a signal between two waits is not lost.
#[derive(Clone)]
pub struct InterruptSignal(watch::Receiver<bool>);

impl InterruptSignal {
    /// Starts to listen, on the current runtime.
    ///
    /// # Errors
    /// If the signal handlers cannot be installed.
    pub fn install_handlers() -> std::io::Result<Self> {
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        let (asked, heard) = watch::channel(false);
        tokio::spawn(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            asked.send_replace(true);
            // Keeps the sender until the last receiver is dropped.
            asked.closed().await;
        });
        Ok(Self(heard))
    }

    /// Whether a signal has come.
    pub fn is_interrupted(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits for a signal.
    pub async fn wait(&self) {
        let mut heard = self.0.clone();
        if heard.wait_for(|asked| *asked).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
