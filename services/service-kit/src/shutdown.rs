//! One signal that everything in the process can wait for.

use futures::Stream;
use futures::StreamExt as _;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// Resolves once the process shall end; clones share the signal.
#[derive(Clone, Default)]
pub struct Shutdown(CancellationToken);

impl Shutdown {
    /// A shutdown that SIGTERM and SIGINT begin.
    ///
    /// # Errors
    /// When the handlers cannot be installed.
    pub fn on_signals() -> std::io::Result<Self> {
        let shutdown = Self::default();
        let (mut term, mut int) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        let begins = shutdown.clone();
        tokio::spawn(async move {
            futures::future::select(std::pin::pin!(term.recv()), std::pin::pin!(int.recv())).await;
            begins.begin();
        });
        Ok(shutdown)
    }

    /// Begins it.
    pub fn begin(&self) {
        self.0.cancel();
    }

    /// Resolves when it has begun.
    pub async fn begun(&self) {
        self.0.cancelled().await;
    }

    /// What `work` comes to, or `None` when it has begun first; `work` is dropped then.
    pub async fn cut_short<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        self.0.run_until_cancelled(work).await
    }

    /// `stream` until it has begun: an open event stream would hold up the drain.
    pub fn cut<S: Stream>(&self, stream: S) -> impl Stream<Item = S::Item> + use<S> {
        stream.take_until(self.0.clone().cancelled_owned())
    }
}
