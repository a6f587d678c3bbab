//! Heartbeat to the menu service while a board is open here: a counter without an open board does
//! not take orders.

use gateway::{CounterDecision, Gateway};
use std::{sync::Arc, time::Duration};
use tokio::{sync::watch, time::sleep};

/// Well below a minute, the shortest time in the store's form after which a counter without a board
/// pauses.
const EVERY: Duration = Duration::from_secs(10);

/// Count of the boards that are open on this process.
#[derive(Clone)]
pub struct OpenBoards(Arc<watch::Sender<usize>>);

/// One open board; it counts until it is dropped.
pub struct OpenBoard(OpenBoards);

impl OpenBoards {
    /// Starts the heartbeat, which runs as long as the process lives.
    pub fn start(gateway: &Gateway) -> Self {
        let boards = Self(Arc::new(watch::Sender::new(0)));
        tokio::spawn(send_heartbeats(gateway.clone(), boards.0.subscribe()));
        boards
    }

    /// Counts one more board.
    pub fn open(&self) -> OpenBoard {
        self.0.send_modify(|open| *open += 1);
        OpenBoard(self.clone())
    }
}

impl Drop for OpenBoard {
    fn drop(&mut self) {
        (self.0).0.send_modify(|open| *open -= 1);
    }
}

async fn send_heartbeats(gateway: Gateway, mut open: watch::Receiver<usize>) {
    while open.wait_for(|open| *open > 0).await.is_ok() {
        let asks = gateway.known_menu().is_some_and(|known| known.menu.store.unattended_s > 0);
        if asks && let Err(error) = gateway.send_decision(&CounterDecision::Attended).await {
            tracing::debug!(%error, "the menu service does not hear that a board is open");
        }
        sleep(EVERY).await;
    }
}
