//! Ctrl-C and SIGTERM: whoever started processes ends them on the way out.

use tokio::{
    signal::unix::{SignalKind, signal},
    sync::watch,
};

/// Hears them from the beginning to the end: one that comes between two waits is not lost.
#[derive(Clone)]
pub struct AskedToEnd(watch::Receiver<bool>);

impl AskedToEnd {
    /// Begins to listen, on the current runtime.
    ///
    /// # Errors
    /// When signals cannot be heard.
    pub fn listen() -> std::io::Result<Self> {
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        let (asked, heard) = watch::channel(false);
        tokio::spawn(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            asked.send_replace(true);
            // Kept for as long as somebody listens.
            asked.closed().await;
        });
        Ok(Self(heard))
    }

    /// Whether one has come.
    pub fn is_asked(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits for one.
    pub async fn wait(&self) {
        let mut heard = self.0.clone();
        if heard.wait_for(|asked| *asked).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
