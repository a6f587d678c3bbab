//! The shutdown signal of a process.

use futures::Stream;
use futures::StreamExt as _;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// A shutdown signal that tasks can await; clones share it.
#[derive(Clone, Default)]
pub struct ShutdownSignal(CancellationToken);

impl ShutdownSignal {
    /// A shutdown that SIGTERM or SIGINT starts.
    ///
    /// # Errors
    /// When the handlers cannot be installed.
    pub fn on_signals() -> std::io::Result<Self> {
        let shutdown = Self::default();
        let mut term = signal(SignalKind::terminate())?;
        let mut int = signal(SignalKind::interrupt())?;
        let begins = shutdown.clone();
        tokio::spawn(async move {
            futures::future::select(std::pin::pin!(term.recv()), std::pin::pin!(int.recv())).await;
            begins.begin_shutdown();
        });
        Ok(shutdown)
    }

    /// Starts the shutdown.
    pub fn begin_shutdown(&self) {
        self.0.cancel();
    }

    /// Resolves when the shutdown has started.
    pub async fn wait_until_begun(&self) {
        self.0.cancelled().await;
    }

    /// Runs `work` and returns its output, or drops it and returns `None` when the shutdown starts
    /// first.
    pub async fn run_until_shutdown<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        self.0.run_until_cancelled(work).await
    }

    /// Ends `stream` when the shutdown starts; an open event stream would delay the drain.
    pub fn take_until_shutdown<S: Stream>(
        &self,
        stream: S,
    ) -> impl Stream<Item = S::Item> + use<S> {
        stream.take_until(self.0.clone().cancelled_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_end_does_not_wait_for_work_that_never_answers() {
        let shutdown = ShutdownSignal::default();
        let end = shutdown.clone();
        let work = async move {
            end.begin_shutdown();
            std::future::pending::<()>().await;
        };
        assert_eq!(shutdown.run_until_shutdown(work).await, None);
    }
}
