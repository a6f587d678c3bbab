//! Says to the menu service, again and again, that a board is open here: a counter that nobody looks at takes no orders.

use gateway::{Decision, Gateway};
use std::{sync::Arc, time::Duration};
use tokio::{sync::watch, time::sleep};

/// Well within the least time after which a store may pause.
const EVERY: Duration = Duration::from_secs(10);

/// The boards that are open on this process.
#[derive(Clone)]
pub struct Boards(Arc<watch::Sender<usize>>);

/// One of them, for as long as it lives.
pub struct Board(Boards);

impl Boards {
    /// Tells of them for as long as the process lives.
    pub fn start(gateway: &Gateway) -> Self {
        let boards = Self(Arc::new(watch::Sender::new(0)));
        tokio::spawn(tell(gateway.clone(), boards.0.subscribe()));
        boards
    }

    /// One more.
    pub fn open(&self) -> Board {
        self.0.send_modify(|open| *open += 1);
        Board(self.clone())
    }
}

impl Drop for Board {
    fn drop(&mut self) {
        (self.0).0.send_modify(|open| *open -= 1);
    }
}

async fn tell(gateway: Gateway, mut open: watch::Receiver<usize>) {
    while open.wait_for(|open| *open > 0).await.is_ok() {
        let asks = gateway.menu().is_some_and(|known| known.menu.store.unattended_s > 0);
        if asks && let Err(error) = gateway.decide(&Decision::Attended).await {
            tracing::debug!(%error, "the menu service does not hear that a board is open");
        }
        sleep(EVERY).await;
    }
}
