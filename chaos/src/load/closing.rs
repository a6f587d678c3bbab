//! End of a load: visits in progress may finish, and readers get time to catch up before they are
//! judged.

use super::{Load, board::Board, context::Phase, reader::Reader};
use crate::{
    check::database::{self, Standing},
    history::Record,
};
use order_api::{Cursor, OrderId};
use std::{collections::HashMap, time::Duration};
use tokio::time::{Instant, sleep, timeout};

const FINISHING: Duration = Duration::from_secs(30);
const LOOK_AGAIN: Duration = Duration::from_millis(300);

pub(super) async fn close(mut load: Load) {
    load.phase.send_replace(Phase::Closing);
    let finished = timeout(FINISHING, async { while load.workers.join_next().await.is_some() {} }).await;
    if finished.is_err() {
        load.shop.history.fault("the load: some visits had to be cut off at the end");
        load.workers.shutdown().await;
    }
    let head = caught_up(&load).await;
    load.phase.send_replace(Phase::Over);
    if timeout(FINISHING, async { while load.readers.join_next().await.is_some() {} }).await.is_err() {
        load.readers.shutdown().await;
    }
    load.feeds.iter().for_each(|feed| note_feed(&load, feed, head));
    load.boards.iter().for_each(|board| note_board(&load, board, head.unwrap_or_default()));
}

/// Waits until every reader is at the head and every board shows the current orders; returns the
/// last head it read. `None` if the database could not be read.
async fn caught_up(load: &Load) -> Option<Cursor> {
    let deadline = Instant::now() + load.catching_up;
    let mut head = None;
    loop {
        if let Ok(standing) = database::standing(&load.shop.addresses.order_database).await {
            head = Some(standing.head);
            let orders = standing.orders.iter().map(|stand| (stand.order, stand.version)).collect();
            if load.feeds.iter().all(|feed| feed.position() >= head || is_empty(&standing))
                && load.boards.iter().all(|board| shows(board, &standing, &orders))
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

fn is_empty(standing: &Standing) -> bool {
    standing.orders.is_empty()
}

fn shows(board: &Board, standing: &Standing, versions: &HashMap<OrderId, i64>) -> bool {
    board.look(|shown| {
        shown.is_live()
            && shown.tickets.values().all(|ticket| versions.get(&ticket.order) == Some(&ticket.version))
            && standing.orders.iter().all(|o| !o.status.is_open() || shown.tickets.contains_key(&o.order))
    })
}

fn note_feed(load: &Load, feed: &Reader, head: Option<Cursor>) {
    let caught_up = head.is_some_and(|head| feed.position() >= Some(head) || head == Cursor::default());
    let cursor = if caught_up { head } else { feed.position() };
    load.shop.history.add(Record::Ended { reader: feed.number, caught_up, cursor });
}

fn note_board(load: &Load, board: &Board, head: Cursor) {
    let (connected, tickets) =
        board.look(|shown| (shown.is_live(), shown.tickets.values().copied().collect()));
    load.shop.history.add(Record::BoardEnded { reader: board.number, connected, head, tickets });
}
