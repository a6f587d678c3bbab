//! Heartbeat to the menu service while a board is open here: a counter without an open board does
//! not take orders.

use gateway::{Decision, Gateway};
use std::{sync::Arc, time::Duration};
use tokio::{sync::watch, time::sleep};

/// Well below a minute, the shortest time in the store's form after which a counter without a board
/// pauses.
const EVERY: Duration = Duration::from_secs(10);

/// Count of the boards that are open on this process.
#[derive(Clone)]
pub struct Boards(Arc<watch::Sender<usize>>);

/// One open board; it counts until it is dropped.
pub struct Board(Boards);

impl Boards {
    /// Starts the heartbeat, which runs as long as the process lives.
    pub fn start(gateway: &Gateway) -> Self {
        let boards = Self(Arc::new(watch::Sender::new(0)));
        tokio::spawn(tell(gateway.clone(), boards.0.subscribe()));
        boards
    }

    /// Counts one more board.
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
