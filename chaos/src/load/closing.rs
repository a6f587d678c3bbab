//! End of a load: visits in progress may finish, and readers get time to catch up before they are
//! judged.

use super::{SimulatedLoad, board::SimulatedBoard, context::LoadPhase, reader::SimulatedReader};
use crate::{
    check::database::{self, OrderStateSnapshot},
    history::HistoryRecord,
};
use order_api::{FeedCursor, OrderId};
use std::{collections::HashMap, time::Duration};
use tokio::time::{Instant, sleep, timeout};

const FINISHING: Duration = Duration::from_secs(30);
const LOOK_AGAIN: Duration = Duration::from_millis(300);

pub(super) async fn close_load(mut load: SimulatedLoad) {
    load.phase.send_replace(LoadPhase::Closing);
    let finished =
        timeout(FINISHING, async { while load.workers.join_next().await.is_some() {} }).await;
    if finished.is_err() {
        load.shop.history.record_fault("the load: some visits had to be cut off at the end");
        load.workers.shutdown().await;
    }
    let head = wait_until_caught_up(&load).await;
    load.phase.send_replace(LoadPhase::Over);
    if timeout(FINISHING, async { while load.readers.join_next().await.is_some() {} })
        .await
        .is_err()
    {
        load.readers.shutdown().await;
    }
    load.feeds.iter().for_each(|feed| record_feed_end(&load, feed, head));
    load.boards.iter().for_each(|board| record_board_end(&load, board, head.unwrap_or_default()));
}

/// Waits until every reader is at the head and every board shows the current orders; returns the
/// last head it read. `None` if the database could not be read.
async fn wait_until_caught_up(load: &SimulatedLoad) -> Option<FeedCursor> {
    let deadline = Instant::now() + load.catching_up;
    let mut head = None;
    loop {
        if let Ok(standing) = database::read_order_states(&load.shop.addresses.order_database).await
        {
            head = Some(standing.head);
            let orders = standing.orders.iter().map(|stand| (stand.order, stand.version)).collect();
            if load.feeds.iter().all(|feed| feed.last_position() >= head || is_empty(&standing))
                && load.boards.iter().all(|board| is_board_current(board, &standing, &orders))
            {
                return head;
            }
        }
        if Instant::now() >= deadline {
            return head;
        }
        sleep(LOOK_AGAIN).await;
    }
}

fn is_empty(standing: &OrderStateSnapshot) -> bool {
    standing.orders.is_empty()
}

fn is_board_current(
    board: &SimulatedBoard,
    standing: &OrderStateSnapshot,
    versions: &HashMap<OrderId, i64>,
) -> bool {
    board.inspect_contents(|shown| {
        shown.is_live()
            && shown
                .tickets
                .values()
                .all(|ticket| versions.get(&ticket.order) == Some(&ticket.version))
            && standing
                .orders
                .iter()
                .all(|o| !o.status.is_open() || shown.tickets.contains_key(&o.order))
    })
}

fn record_feed_end(load: &SimulatedLoad, feed: &SimulatedReader, head: Option<FeedCursor>) {
    let caught_up = head
        .is_some_and(|head| feed.last_position() >= Some(head) || head == FeedCursor::default());
    let cursor = if caught_up { head } else { feed.last_position() };
    load.shop.history.add_record(HistoryRecord::Ended { reader: feed.number, caught_up, cursor });
}

fn record_board_end(load: &SimulatedLoad, board: &SimulatedBoard, head: FeedCursor) {
    let (connected, tickets) = board
        .inspect_contents(|shown| (shown.is_live(), shown.tickets.values().copied().collect()));
    load.shop.history.add_record(HistoryRecord::BoardEnded {
        reader: board.number,
        connected,
        head,
        tickets,
    });
}
